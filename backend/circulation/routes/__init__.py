"""Lending: what readers, the desk and those who set the rules may do."""

from apiflask import APIBlueprint

blueprints: tuple[APIBlueprint, ...] = ()
