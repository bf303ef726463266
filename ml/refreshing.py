"""Between two runs: new lists for the readers whose taste has changed, by the model of the run that they are shown.

Nothing is trained: a reader is his history, which is folded in as it is now, exactly as the run itself did. This may go
on while a run trains. When another run is published meanwhile, its lists stand, and the next refresh brings them up to
date: it goes by the version of taste that each list was made from.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import Engine, and_, exists, or_, select

from ml.config import Settings
from ml.data.histories import histories_of
from ml.data.interactions import Vocabulary
from ml.data.loading import load_interactions
from ml.data.signals import SIGNALS
from ml.data.versions import load_versions
from ml.database import rating, reading, recommendation_list, user
from ml.errors import ModelMissing
from ml.gate import PublishedRun
from ml.list_rows import replace_lists
from ml.lists import Lists, joined
from ml.progress import Progress
from ml.recommending import Adviser, empty_lists, lists_of
from ml.run_states import published_run
from ml.work_folder import WorkFolder, run_folder

log = logging.getLogger(__name__)


def refresh(engine: Engine, settings: Settings) -> int:
    """Make the lists anew that are out of date; returns how many. The caller holds the refresh lock.

    Raises ModelMissing when the published run's model is not there. TensorFlow is not even imported for nobody.
    """
    run = published_run(engine)
    if run is None:
        log.info("No run is published yet; there is nothing to refresh.")
        return 0
    readers = readers_to_refresh(engine, run.id)
    if not readers:
        log.info("No reader's taste has changed since his list was made.")
        return 0
    folder = _folder_of(run, settings)
    adviser = folder.load_adviser(run.model, settings)
    vocabularies = folder.load_vocabularies()
    progress, batch = Progress(), settings.lists.batch_readers
    for start in range(0, len(readers), batch):
        lists = fresh_lists(engine, settings, adviser, vocabularies, readers[start : start + batch])
        if not replace_lists(engine, run.id, lists, settings.publishing.batch_readers):
            log.info("Run %s is not published any more; the next refresh goes on with the new one.", run.id)
            return start
        progress("refreshing", min(start + batch, len(readers)), len(readers))
    log.info("Refreshed the lists of %s readers by the model of run %s.", f"{len(readers):,}", run.id)
    return len(readers)


def readers_to_refresh(engine: Engine, run_id: int) -> list[int]:
    """Ids of the readers who want personal lists and whose taste is not the one their list was made from.

    Who has no list in the run counts from the first thing that he does.
    """
    mine = and_(recommendation_list.c.user_id == user.c.id, recommendation_list.c.run_id == run_id)
    done_something = or_(
        *(exists().where(table.c.user_id == user.c.id) for table in (rating, *(signal.table for signal in SIGNALS)))
    )
    version = recommendation_list.c.taste_version
    changed = or_(version != user.c.taste_version, and_(version.is_(None), done_something))
    rows = select(user.c.id).outerjoin(recommendation_list, mine).where(user.c.personalised.is_(True), changed)
    with reading(engine) as connection:
        return list(connection.execute(rows.order_by(user.c.id)).scalars())


def fresh_lists(
    engine: Engine,
    settings: Settings,
    adviser: Adviser,
    vocabularies: tuple[Vocabulary, Vocabulary],
    readers: Sequence[int],
) -> Lists:
    """The lists of these readers (ids) from what they have done until now; vocabularies: the training's."""
    trained_readers, books = vocabularies
    # Before the histories, as in a run.
    versions = load_versions(engine, readers)
    interactions = load_interactions(engine, settings.signals, only=readers, books=books.ids)
    ids = interactions.readers.ids
    histories = replace(histories_of(interactions), reader=trained_readers.indices(ids))
    lists = lists_of(adviser, histories, ids, books, versions, settings.lists)
    # Who has taken everything back is not in the interactions; that he was looked at is noted all the same.
    others = np.setdiff1d(np.array(readers, dtype=np.int64), ids)
    return joined([lists, empty_lists(adviser, others, versions, settings.lists)])


def _folder_of(run: PublishedRun, settings: Settings) -> WorkFolder:
    folder = run_folder(settings.model_dir, run.id)
    advice = "run `python -m ml run`, which keeps its model for this."
    if not folder.folder.is_dir():
        raise ModelMissing(f"The model of published run {run.id} is not in {folder.folder}; {advice}")
    # Two databases with one MODEL_DIR have runs of the same number.
    if folder.load_record().started_at != run.started_at:
        raise ModelMissing(f"The model in {folder.folder} is not that of published run {run.id}; {advice}")
    return folder
