"""What was edited in the database is told where an operator looks, by the program itself."""

import sqlite3
from contextlib import closing

from tests.stage import Stage

SET_ASIDE = """INSERT INTO deliveries SELECT 'f', 'm', 'message', 99, 99, 0, 0, 0, 'quarantined',
    1, 0, 0, '', 0, 0, 0, 0, 1, 0, 'words', x'00', x'00'"""


def edited(stage: Stage, sql: str) -> None:
    with closing(sqlite3.connect(stage.database)) as database, database:
        database.execute(sql)


def test_a_delivery_that_was_set_aside_is_listed_and_verified_as_tampered(made: Stage) -> None:
    edited(made, SET_ASIDE)
    told = made.tocsin("status")
    assert told.returncode == 0
    assert "set aside f" in told.stdout
    assert "words" not in told.stdout
    verdict = made.tocsin("audit", "--config", "tocsin.toml", "verify")
    assert verdict.returncode == 1
    assert "row f is not what was written" in verdict.stdout


def test_a_table_that_is_gone_is_tampered_and_no_traceback(made: Stage) -> None:
    edited(made, "DROP TABLE audit")
    verdict = made.tocsin("audit", "verify")
    assert verdict.returncode == 1
    assert "tampered" in verdict.stdout
    assert "Traceback" not in verdict.stderr


def test_a_label_is_read_beside_settings_without_a_database(bare: Stage) -> None:
    told = bare.tocsin("label", "--json", given='{"text": "TLP:GREEN a"}\n')
    assert told.returncode == 0
    assert '"TLP:GREEN"' in told.stdout
