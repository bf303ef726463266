"""/api/staff/audit, …/bulk-acts, …/views, …/search, …/today, …/view-as; and the desks of the catalogue: books, copies,
labels, series, authors, categories, shelves; and the tables of lending"""

from apiflask import APIBlueprint

from backend.office.routes.audit import blueprint as audit
from backend.office.routes.authors import blueprint as authors
from backend.office.routes.books import blueprint as books
from backend.office.routes.bulk import blueprint as bulk
from backend.office.routes.categories import blueprint as categories
from backend.office.routes.copies import blueprint as copies
from backend.office.routes.labels import blueprint as labels
from backend.office.routes.lending import blueprint as lending
from backend.office.routes.search import blueprint as search
from backend.office.routes.series import blueprint as series
from backend.office.routes.shelves import blueprint as shelves
from backend.office.routes.today import blueprint as today
from backend.office.routes.viewing import blueprint as viewing
from backend.office.routes.views import blueprint as views

blueprints: list[APIBlueprint] = [audit, bulk, search, today, viewing, views]
blueprints += [books, copies, labels, series, authors, categories, shelves, lending]
