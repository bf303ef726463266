"""What can go wrong in a job, each with the sentence people read and the exit code schedulers read."""


class JobError(Exception):
    """A job that ended for a reason people can act on; the message is one line."""

    exit_code = 1


class DatabaseUnreachable(JobError):
    """There is no database behind DATABASE_URL."""


class TablesMissing(JobError):
    """The database is there, but has not been migrated."""


class NothingToTrainOn(JobError):
    """Too few readers, books or ratings to learn anything."""


class DegenerateModel(JobError):
    """The model learned nothing usable: NaN, constant scores, or the same ten books for everybody."""


class IncompleteLists(JobError):
    """The lists in the database are not the lists that were written; nothing was published."""


class StepMissing(JobError):
    """A step was asked for whose earlier step has left no files."""


class NothingPublished(JobError):
    """Readers see no run at all."""

    exit_code = 2


class RunNotKept(JobError):
    """The run's lists are not there, so it cannot be shown again."""

    exit_code = 2


class ModelMissing(JobError):
    """The model of the published run is not where runs keep theirs."""


class NoVectors(JobError):
    """Vectors were asked of a model that has none."""

    exit_code = 2


class UnknownModel(JobError):
    """No model goes by this name."""

    exit_code = 2


class UnusableData(JobError):
    """A data set to compare on is not where it was said to be, or not in its form."""

    exit_code = 2


class WrongWorkers(JobError):
    """Several workers were asked for, and cannot be had like this."""

    exit_code = 2


class WorkerLost(JobError):
    """Another worker ended, or cannot be reached: alone this one cannot go on."""


class AnotherRunAtWork(JobError):
    """Somebody else holds the lock."""

    exit_code = 4


class StopAsked(JobError):
    """Somebody of the staff does not want the run any more; the lists that readers see stand."""

    exit_code = 5
