"""What a reader's tag says about where a book stands. Edit here; categories.py only adds up.

Tags are read word by word, the longest phrase first: `mystery-thriller-suspense` gives three signs of one leaf.
"""

# Leaf of the category tree -> phrase -> weight. 1: weak, 2: clear, 3 and more: hardly anything else.
LEAVES: dict[str, dict[str, float]] = {
    "chinese-classics": {"chinese classics": 6, "classical chinese": 6},
    "modern-chinese-fiction": {"chinese literature": 4, "chinese fiction": 5, "chinese novels": 5},
    "world-classics": {
        "classics": 2, "classic": 2, "classical": 2, "19th century": 2, "18th century": 2, "victorian": 2,
        "russian literature": 2, "french literature": 1, "german literature": 1, "spanish literature": 1,
        "european literature": 1, "english literature": 1, "british literature": 1, "american literature": 1,
        "irish literature": 1, "world literature": 1, "japanese literature": 1, "literature": 0.5,
        "20th century": 1,
    },
    "contemporary-fiction": {
        "contemporary": 1, "general fiction": 1, "adult fiction": 0.7, "literary fiction": 2, "literary": 1.5,
        "modern fiction": 1, "popular fiction": 1, "pop fiction": 1, "realistic fiction": 1, "realistic": 1,
        "women s fiction": 2, "womens fiction": 2, "women s": 1, "chick lit": 2.5, "romance": 1.5, "romances": 1.5,
        "romantic": 1.5, "love story": 1, "erotica": 2, "erotic": 2, "new adult": 2, "historical fiction": 1.5,
        "fiction historical": 1.5, "historic fiction": 1.5, "historical fic": 1.5, "historicalfiction": 1.5,
        "historical novel": 1.5, "historical novels": 1.5, "historical": 0.7, "historicals": 0.7, "historic": 0.7,
        "history fiction": 1.5, "magical realism": 2, "magic realism": 2, "christian fiction": 2,
        "fiction christian": 2,
        "christianfiction": 2, "religious fiction": 2, "inspirational fiction": 2, "southern": 1, "metafiction": 2,
        "humor": 0.5, "military fiction": 1, "regency": 1.5, "american fiction": 1, "british fiction": 1,
        "indian fiction": 1.5, "indian literature": 1.5, "african american": 1, "arabic literature": 1.5,
        "arabic fiction": 1.5, "latin american": 1.5, "canadian": 1, "transgressive": 1.5,
    },
    "crime-mystery": {
        "mystery": 2, "mysteries": 2, "crime": 2, "true crime": 3, "thriller": 2, "thrillers": 2, "suspense": 1.5,
        "detective": 2.5, "detectives": 2.5, "murder": 2, "noir": 2, "spy": 2, "forensic": 2, "espionage": 2.5,
        "legal": 2, "political thriller": 2, "political thrillers": 2, "psychological thriller": 2.5,
        "psychological thrillers": 2.5, "psychological suspense": 2.5, "medical thriller": 2.5,
    },
    "poetry-essays": {
        "poetry": 5, "poems": 5, "poetry and plays": 5, "poetry plays": 5, "essays": 5, "essay": 5, "plays": 4,
        "drama": 1, "theatre": 3, "theater": 3,
    },
    "chinese-sf": {"chinese science fiction": 8, "chinese sci fi": 8, "chinese sf": 8},
    "science-fiction": {
        "sci fi": 2, "scifi": 2, "science fiction": 2, "sciencefiction": 2, "sf": 2, "space": 1, "aliens": 1.5,
        "cyberpunk": 3, "steampunk": 2, "hugo": 1, "time travel": 1.5, "alternate history": 2,
        "alternative history": 2, "alt history": 2, "speculative": 0.7, "techno thriller": 1, "science fantasy": 1,
    },
    "fantasy": {
        "fantasy": 2, "magic": 1, "magical": 1, "wizards": 1.5, "witches": 1.5, "witch": 1.5, "witchcraft": 1.5,
        "dragons": 2, "dragon": 2, "paranormal": 1.5, "para": 1, "supernatural": 1.5, "vampire": 1.5, "vampires": 1.5,
        "werewolves": 1.5, "dungeons": 2, "fairy tales": 1, "fae": 2, "weird": 1,
    },
    "dystopia-horror": {
        "horror": 3, "dystopia": 5, "dystopian": 5, "dystopias": 5, "post apocalyptic": 5, "apocalyptic": 4,
        "zombies": 3, "zombie": 3, "ghosts": 1, "ghost": 1, "creepy": 1.5, "gothic": 1.5,
    },
    "chinese-history": {"chinese history": 6, "history china": 6},
    "world-history": {
        "history": 2, "world history": 3, "american history": 2.5, "us history": 2.5, "u s history": 2.5,
        "british history": 2.5, "english history": 2.5, "european history": 2.5, "ancient history": 3,
        "general history": 3, "microhistory": 2, "history books": 2.5, "historical nonfiction": 3,
        "historical non fiction": 3,
    },
    "biography-memoir": {
        "biography": 2, "biographies": 2, "biographical": 2, "memoir": 2, "memoirs": 2, "autobiography": 2,
        "autobiographies": 2, "auto": 1, "bio": 2, "bios": 2,
    },
    "war-archaeology": {
        "war": 1.5, "wars": 1.5, "military": 1, "military history": 4, "world war ii": 1.5, "world war 2": 1.5,
        "world war two": 1.5, "world war ll": 1.5, "wwii": 1.5, "ww2": 1.5, "civil war": 1.5, "cold war": 1,
        "warfare": 2, "archaeology": 4,
    },
    "chinese-thought": {
        "chinese philosophy": 6, "eastern philosophy": 5, "taoism": 6, "daoism": 6, "tao": 6, "confucius": 6,
        "confucianism": 6,
    },
    "western-philosophy": {
        "philosophy": 2, "political philosophy": 2.5, "philosophical": 2, "stoicism": 4, "ethics": 3,
    },
    "psychology": {"psychology": 2, "social psychology": 3, "psych": 2, "psychiatry": 3, "mental health": 1.5},
    "religion-myth": {
        "religion": 3, "religious": 2, "christian": 2, "christianity": 3, "christian classics": 3, "theology": 3,
        "spirituality": 2.5, "spiritual": 2.5, "faith": 2.5, "buddhism": 3, "islam": 3, "bible": 3,
        "mythology": 1.5, "myths": 1.5, "folklore": 1.5, "greek mythology": 1.5, "inspirational": 1,
    },
    "physics-astronomy": {"physics": 5, "astronomy": 5, "cosmology": 5, "science": 1.5, "popular science": 2},
    "life-medicine": {
        "biology": 4, "medicine": 4, "medical": 3, "evolution": 4, "genetics": 5, "neuroscience": 4, "health": 3,
    },
    "mathematics": {"mathematics": 6, "math": 6, "maths": 6, "statistics": 5},
    "computing-technology": {
        "computers": 5, "computing": 5, "computer science": 6, "programming": 6, "technology": 4, "software": 5,
        "engineering": 4, "internet": 3,
    },
    "nature-earth": {
        "nature": 3, "natural history": 5, "environment": 4, "ecology": 4, "geography": 3, "travel": 2, "animals": 0.7,
        "outdoors": 3,
    },
    "fine-arts": {
        "art": 2, "art history": 4, "design": 4, "graphic novels": 2, "graphic novel": 2, "graphic": 1, "comics": 2,
        "comic": 2, "comic books": 2, "manga": 2, "mangas": 2, "manhwa": 2, "manhua": 2, "anime": 1, "superhero": 1.5,
        "comic fantasy": 0.1,
    },
    "music-film": {"music": 4, "film": 4, "films": 4, "movies": 1, "cinema": 5, "entertainment": 1.5},
    "architecture-photography": {"architecture": 6, "photography": 6},
    "picture-books": {
        "picture": 12, "picture books": 12, "picture book": 12, "children s picture books": 12,
        "childrens picture books": 12, "children picture books": 12, "caldecott": 12, "young children": 5,
        "bedtime": 5,
    },
    "children-fiction": {
        "children": 2, "childrens": 2, "children s": 2, "childrensbooks": 2, "kids": 2, "juvenile": 2, "junior": 2,
        "middle grade": 2, "middle grades": 2, "newbery": 3, "childhood": 1, "children s classics": 2.5,
        "childrens classics": 2.5, "childhood classics": 2.5, "children s literature": 2, "childrens literature": 2,
        "chapter books": 2,
    },
    "young-adult": {
        "young adult": 2, "young adults": 2, "ya": 2, "teen": 2, "teens": 2, "teenlit": 2, "youth": 2, "printz": 2,
        "high school": 1, "children ya": 1.5, "children young adult": 1.5, "children and young adult": 1.5,
    },
    "economics-business": {
        "economics": 3.5, "economy": 3, "business": 4, "finance": 4, "behavioral economics": 4, "management": 4,
        "leadership": 4, "entrepreneurship": 4, "investing": 4, "money": 3,
    },
    "sociology-anthropology": {
        "sociology": 3.5, "anthropology": 4, "feminism": 3, "race": 2.5, "gender": 2.5, "society": 2.5,
        "social science": 3.5, "cultural studies": 3, "psychology sociology": 2,
    },
    "politics-law": {
        "politics": 2, "political": 2, "political science": 3, "law": 3, "government": 2.5, "current affairs": 3,
    },
    "education-life": {
        "education": 3, "parenting": 4, "self help": 4, "selfhelp": 4, "psychology self help": 4, "cooking": 5,
        "cookbooks": 5, "cookbook": 5, "food": 3, "relationships": 2, "productivity": 4, "personal development": 4,
        "writing": 3, "reference": 2, "home": 2, "gardening": 5, "crafts": 4, "sports": 1,
    },
}  # fmt: skip

# Phrases that would mislead when read word by word.
SAY_NOTHING = (
    "non fiction", "fiction", "nonfiction", "science non fiction", "animal fiction", "chicklit", "vertigo comics read",
    "sports romance", "office romance",
)  # fmt: skip
# Read as facts or as a story: a novel about a war is no history book.
FACTS = ("non fiction", "nonfiction", "biography", "memoir", "memoirs", "autobiography")
STORIES = ("fiction", "novel", "novels", "fantasy", "romance", "thriller")
# Leaves whose books tell facts; all others but poetry and the arts tell stories.
LEAVES_OF_FACTS = frozenset({
    "chinese-history", "world-history", "biography-memoir", "war-archaeology", "chinese-thought", "western-philosophy",
    "psychology", "physics-astronomy", "life-medicine", "mathematics", "computing-technology", "nature-earth",
    "economics-business", "sociology-anthropology", "politics-law", "education-life",
})  # fmt: skip
LEAVES_OF_BOTH = frozenset({"poetry-essays", "religion-myth", "fine-arts", "music-film", "architecture-photography",
                            "world-classics", "picture-books", "children-fiction", "young-adult"})  # fmt: skip
# Where a book stands of which readers only say that it is fiction.
PLAIN_FICTION = "contemporary-fiction"
