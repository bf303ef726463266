FLASK_APP=backend.cli
