"""Rows as sentences: who says it before what it says, the number with unit and year in the same breath."""

from __future__ import annotations

from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.model import Record, Row
from pages.words import Words


def speaker(actor: Row, words: Words, *, inside: bool = False) -> str:
    """Return an actor as the subject of a sentence, or within one."""
    label, article = words.of(actor), words.get(f"article.{actor['actor_id']}")
    if article:
        label = f"{article} {label}"
    elif actor["kind"] == "unnamed" and not inside:
        label = label[:1].upper() + label[1:]
    # A name with an apposition is closed by a comma before the verb.
    return f"{label[:1].lower() + label[1:] if inside and article else label}{',' if ', ' in label else ''}"


def inside(place: Row, words: Words) -> str:
    """Return a place with its preposition: in Peru, en el Perú."""
    return words.get(f"in.{place['place_id']}") or words("in", place=words.of(place))


def subject(record: Record, figure: Row, words: Words) -> str:
    """Return what a figure is about, without its number: the coca area in Peru for 2017."""
    noun = words(f"noun.{figure['indicator_id']}")
    measure = figure["measure"]
    if measure in ("excess", "share", "rank"):
        noun = words(f"measure.{measure}", noun=of(noun, words))
    place = inside(record.row("places", figure["place_id"]), words) if figure["place_id"] else ""
    parts = [noun, place, dates.within(figure["period"], words)]
    if figure["base_place_id"] not in ("", figure["place_id"]) and measure in ("rank", "share"):
        base = words.of(record.row("places", figure["base_place_id"]))
        parts.append(words(f"compared.place.{measure}", base=base))
    if figure["base_period"]:
        base = dates.when(figure["base_period"], words)
        parts.append(words(f"compared.{measure}" if measure in ("rank", "excess") else "compared.period", base=base))
    return " ".join(part for part in parts if part)


def figure(record: Record, row: Row, words: Words) -> str:
    """Return a figure as one sentence."""
    who = speaker(record.row("actors", row["claimed_by"]), words) if row["claimed_by"] else words("nobody")
    what, told = subject(record, row, words), numbers.amount(row, words)
    if not told:
        return words("claim.none", who=who, what=what)
    if row["direction"]:
        return words(f"claim.{row['claim_type']}.moved", who=who, what=of(what, words), amount=told)
    return words(f"claim.{row['claim_type']}", who=who, what=what, of=of(what, words), amount=told)


def of(what: str, words: Words) -> str:
    """Return a noun phrase after *of* (Spanish joins the article: de + el = del)."""
    if words.language == "es":
        return f"del {what[3:]}" if what.startswith("el ") else f"de {what}"
    return what


def short(record: Record, row: Row, words: Words) -> str:
    """Return a figure as a title: its indicator, place and period."""
    parts = [words.of(record.row("indicators", row["indicator_id"]))]
    parts += [words.of(record.row("places", row["place_id"]))] if row["place_id"] else []
    parts += [dates.when(row["period"], words)] if row["period"] else []
    return ", ".join(parts)


def event(record: Record, row: Row, words: Words) -> str:
    """Return when and where an event is said to have happened, and how sure that is."""
    where = inside(record.row("places", row["place_id"]), words)
    status = words(f"happening.{row['status']}")
    day = dates.when(row["date"], words) or words("date.none")
    return words("event.sentence", status=status, where=where, when=day)


def verdict(row: Row, words: Words) -> str:
    """Return a verdict in words, with the reason: Can't be checked: no figures for 2000 to 2006."""
    return words(
        "verdict.because", verdict=words.code("reconciliations", "verdict", row["verdict"]), why=words.of(row, "why")
    )


def published(source: Row, words: Words) -> str:
    """Return when a document was published; in words that say so where nobody knows."""
    return dates.when(source["published"], words) or words("date.none")


def document(source: Row, words: Words) -> str:
    """Return publisher and date of a document: Reuters, 13 July 2022."""
    return f"{source['publisher']}, {published(source, words)}"
