"""The Flask JSON API of Shelfwise. Importing a room never builds an application; `backend.app.create_app` does."""
