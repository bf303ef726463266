"""/api/screen: the big screen's figures, and the links of kiosks"""

from apiflask import APIBlueprint

blueprint = APIBlueprint("dashboard", __name__, url_prefix="/api/screen", tag="screen")
