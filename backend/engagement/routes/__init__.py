"""What readers think of books: their ratings, likes, favourites, readings, notes and reviews, and deciding on those."""

from apiflask import APIBlueprint

from backend.engagement.routes.moderation import blueprint as moderation
from backend.engagement.routes.opinions import blueprint as opinions
from backend.engagement.routes.reviews import blueprint as reviews
from backend.engagement.routes.shelves import blueprint as shelves

blueprints: tuple[APIBlueprint, ...] = (opinions, shelves, reviews, moderation)
