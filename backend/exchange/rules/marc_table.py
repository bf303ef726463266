"""Which fact stands where in a record of MARC 21 Format for Bibliographic Data (Library of Congress).

| fact | written to | also read from |
| --- | --- | --- |
| control number | 001, with our code in 003 | 001 of any library, 003 before it |
| isbn13 | 020 $a | the first valid 020 $a; what stands behind the number is left out |
| language | 041 $a and 008/35-37, ISO 639-2/B; without such a code 041 _7 $a $2 rfc5646 | |
| published_year | 264 _1 $c; outside 1000 to 2100 exactly in 046 $b (BC) or $c | 260 $c, 008/07-10 |
| authors | 100 for an author named first, else 700: $a, $e, $4, indicator 0 | 110, 710; `Family, Given` |
| the name in its own script | 880 linked by $6 | |
| title, subtitle | 245 $a $b | the 880 linked to it, where 245 is a transliteration |
| original_title | 765 $t | 240 $a, 246 $a with an $i that says so |
| publisher | 264 _1 $b | 260 $b, the 880 linked to it |
| series, volume | 490 $a $v; its own script in 880 | 830 |
| description | 520 $a; what does not fit goes on in 992 $a | every 520 $a, as paragraphs |
| price_cents, currency | 990 $p $c (local) | |
| categories | 991 $a each (local), slugs | 072, 084, 650, 653 $a where it is a category's slug or name |

Records are written in UTF-8, without ISBD punctuation (leader/18 c); from others it is taken away. The characters that
delimit fields are no part of any text: they are left out. In a record with our code what is missing is empty; in
any other a missing field says nothing.
"""

from backend.catalog.rules.facts import ROLES

PRICE, CATEGORY, MORE_DESCRIPTION = "990", "991", "992"
# MARC relator codes, in the order of ROLES.
RELATORS = dict(zip(ROLES, ("aut", "trl", "edt", "ill"), strict=True))
# Relator terms and codes that other libraries write.
ROLE_OF = {
    **{code: role for role, code in RELATORS.items()},
    **{role: role for role in ROLES},
    **dict.fromkeys(("著", "作者", "原著", "cre", "creator", "joint author"), "author"),
    **dict.fromkeys(("译", "译者", "翻译", "tr"), "translator"),
    **dict.fromkeys(("编", "主编", "编著", "编者", "ed", "edc", "com", "compiler"), "editor"),
    **dict.fromkeys(("绘", "插图", "绘图", "illus"), "illustrator"),
}
YEARS_AS_WRITTEN = range(1000, 2101)
# ISO 2709 counts a field with four digits and a record with five.
LONGEST_TEXT_BYTES, LONGEST_RECORD = 9_000, 99_999
