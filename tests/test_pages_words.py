"""What the pages say: sentences, numbers and dates in both languages, and the gate on missing words."""

from __future__ import annotations

from pathlib import Path

import pytest
from planting import ROOT

from pages import model_figure, sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages import words as wording
from pages.model import Record
from pages.words import MissingWordError, Words

EN, ES = Words("en"), Words("es")


@pytest.fixture(scope="module")
def record() -> Record:
    return Record(ROOT)


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("49800", "49,800", "49\u202f800"),
        ("1000000000", "1,000,000,000", "1\u202f000\u202f000\u202f000"),
        ("1234.5", "1,234.5", "1\u202f234,5"),
        ("-5450", "\u22125,450", "\u22125\u202f450"),
        ("0.40468564224", "0.40468564224", "0,40468564224"),
        ("", "", ""),
    ],
)
def test_numbers_are_written_as_the_language_does(text: str, english: str, spanish: str) -> None:
    assert numbers.number(text, "en") == english
    assert numbers.number(text, "es") == spanish


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("2017", "2017", "2017"),
        ("2005-03", "March 2005", "marzo de 2005"),
        ("2018-11-09", "9 November 2018", "9 de noviembre de 2018"),
        ("2013/2017", "2013 to 2017", "2013 a 2017"),
        ("../2005-03", "until March 2005", "hasta marzo de 2005"),
        ("../2018-11-09", "until 9 November 2018", "hasta el 9 de noviembre de 2018"),
        ("2022-07-13/..", "since 13 July 2022", "desde el 13 de julio de 2022"),
        ("2002~", "about 2002", "alrededor de 2002"),
        ("2002~/2022-07-13", "about 2002 to 13 July 2022", "alrededor de 2002 al 13 de julio de 2022"),
        ("201X", "the 2010s", "los años 2010"),
        ("", "", ""),
    ],
)
def test_dates_are_as_exact_as_they_are_known(text: str, english: str, spanish: str) -> None:
    assert dates.when(text, EN) == english
    assert dates.when(text, ES) == spanish


# English, then Spanish.
SENTENCES = """
F-0066
The Office of National Drug Control Policy (ONDCP), United States, estimated the coca area in Peru
for 2017 at 49,800 hectares
La Oficina de Política Nacional para el Control de Drogas (ONDCP), Estados Unidos, estimó la superficie
de coca en el Perú para 2017 en 49\u202f800 hectáreas

F-0072
Max Radwin put the coca area in Peru
for 2013 at nearly 60,000 hectares
Max Radwin situó la superficie de coca en el Perú
para 2013 en casi 60\u202f000 hectáreas

F-0001
The Embassy of the United States in Lima named 15,000 hectares or less as a benchmark
for the coca area in Peru
La Embajada de Estados Unidos en Lima mencionó 15\u202f000 hectáreas o menos como referencia
para la superficie de coca en el Perú

F-0022
The Embassy of the United States in Lima spoke of a rise
in the coca area in Peru until March 2005
La Embajada de Estados Unidos en Lima habló de un alza
de la superficie de coca en el Perú hasta marzo de 2005

F-0064
The Office of National Drug Control Policy (ONDCP), United States, estimated a rise of 20 percent
in cocaine production in Peru for 2017 compared with 2016
La Oficina de Política Nacional para el Control de Drogas (ONDCP), Estados Unidos, estimó un alza de 20 por ciento
de la producción de cocaína en el Perú para 2017 en comparación con 2016

F-0106
The Embassy of the United States in Lima forecast a fall
in the cost of a drug-control programme in Peru
La Embajada de Estados Unidos en Lima previó una baja
del costo de un programa antidrogas en el Perú
"""


@pytest.mark.parametrize("told", SENTENCES.strip().split("\n\n"), ids=lambda told: told[:6])
def test_figures_say_who_before_what(record: Record, told: str) -> None:
    key, *lines = told.splitlines()
    row = record.row("figures", key)
    assert sentences.figure(record, row, EN) == " ".join(lines[:2])
    assert sentences.figure(record, row, ES) == " ".join(lines[2:])


def test_no_sentence_has_a_hole_or_a_doubled_word(record: Record) -> None:
    for words, doubled in (
        (EN, (" at at ", "  ", "{", " since since ")),
        (ES, (" de el ", " a el ", "  ", "{", " en en ")),
    ):
        for row in record.tables["figures"]:
            told = sentences.figure(record, row, words)
            assert not any(part in told for part in doubled), told
            assert not told.endswith((" at", " en", ",")), told


def test_verdicts_are_words_first(record: Record) -> None:
    told = {row["reconciliation_id"]: row for row in record.tables["reconciliations"]}
    assert sentences.verdict(told["R-0030"], EN).startswith("Holds in the figures of the time, not in later ones. ")
    assert sentences.verdict(told["R-0001"], EN).startswith("Can't be checked. The record holds no such reference")
    assert sentences.verdict(told["R-0001"], ES).startswith("No se puede comprobar. ")


def test_derivations_show_their_computation(record: Record) -> None:
    shown = {
        key: model_figure.view(record, record.row("figures", key), EN)["derivations"][0]
        for key in ("F-0067", "F-0085", "F-0068")
    }
    assert shown["F-0067"]["computation"] == (
        "49,800 ÷ 0.40468564224 = 123,058.48 acres. Printed: about 123,000 acres."
    )
    assert shown["F-0085"]["computation"] == "31,000 \u2212 22,000 = 9,000 hectares. Printed: 9,000 hectares."
    assert shown["F-0068"]["computation"].startswith("(49,800 \u2212 ?) ÷ ? \u00d7 100")
    assert "nowhere printed" in shown["F-0068"]["verdict"]


def test_no_word_is_missing_and_none_is_idle(record: Record) -> None:
    assert wording.gaps(record.tables, record.schemas) == []
    named = {key for key, _ in wording.used()}
    sources = "".join(
        p.read_text(encoding="utf-8") for p in [*wording.HERE.glob("*.py"), *wording.HERE.glob("templates/*")]
    )
    for key in wording.load()["en"]:
        # A key is named whole, or put together from a stem that is.
        stems = [key.rsplit(".", n)[0] for n in range(1, key.count(".") + 1)]
        assert (
            key in named or any(f'"{stem}.' in sources or f'.{stem}"' in sources for stem in stems) or key in sources
        ), key


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("indicators", {"indicator_id": "I-9999"}, "noun.I-9999"),
        ("units", {"unit_id": "U-9999"}, "amount.U-9999"),
        ("events", {"title_es": ""}, "title_en and title_es are not both filled"),
        ("derivations", {"note": ""}, "note and note_es are not both filled"),
    ],
)
def test_the_gate_tells_what_lacks_a_word(record: Record, table: str, change: dict[str, str], told: str) -> None:
    rows = {name: list(found) for name, found in record.tables.items()}
    rows[table][0] = rows[table][0] | change
    assert any(told in gap for gap in wording.gaps(rows, record.schemas))


def test_the_gate_tells_a_code_without_a_word(record: Record) -> None:
    field = {"name": "kind", "constraints": {"enum": ["guess"]}}
    assert "words.csv: no code.figures.kind.guess" in wording.gaps(record.tables, {"figures": {"fields": [field]}})


def test_a_word_in_one_language_alone_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("key,en,es\nskip,Skip,\n", encoding="utf-8")
    with pytest.raises(MissingWordError, match="skip has no es word"):
        wording.load(file)
    with pytest.raises(MissingWordError, match="no such"):
        Words("es")("no such")
    with pytest.raises(MissingWordError, match="no Spanish"):
        ES.told("A text that nobody translated")


def test_what_the_package_tells_in_english_alone_is_translated_and_nothing_else() -> None:
    from checks import catalogue, package

    shipped = package.read(ROOT)
    wanted = {text for r in shipped.descriptor["resources"] for text in (r["title"], r["description"])}
    wanted |= {field["title"] for table in shipped.tables.values() for field in table.fields}
    wanted |= {text for e in catalogue.entries(shipped) for text in (e.title, e.fix, e.why) if text}
    from andean_coca import tables

    wanted |= {row["reason"] for row in tables.read_file(ROOT / "mutants" / "reasons.csv")[1]}
    assert wording.spanish().keys() == wanted
