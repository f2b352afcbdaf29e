"""
Headings: which column holds what, in English, German, French and Spanish.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from mentorcore.errors import Unreadable
from mentorcore.model.values import check_type, refusal


_WORDS: Final[Mapping[str, str]] = {
    "name": "name, full name, display name, employee, employee name, person, last name first name, "
    "vollständiger name, mitarbeiter, mitarbeitername, anzeigename, name vorname, nachname vorname, "
    "nom complet, nom prénom, nom et prénom, salarié, nombre completo, nombre y apellidos, "
    "apellidos y nombre, empleado",
    "first_name": "first name, given name, forename, preferred name, vorname, rufname, prénom, "
    "nombre de pila",
    "last_name": "last name, surname, family name, nachname, familienname, zuname, nom de famille, apellido, "
    "apellidos",
    "email": "email, e-mail, mail, email address, e-mail address, work email, email work, mail address, "
    "e-mail-adresse, mailadresse, courriel, adresse e-mail, adresse mail, adresse électronique, "
    "correo, correo electrónico, dirección de correo",
    "external_id": "external id, id, employee id, employee number, employee no, personnel number, staff id, "
    "worker id, user id, personalnummer, personal-nr, mitarbeiternummer, mitarbeiter-id, "
    "matricule, numéro d'employé, identifiant, número de empleado, id de empleado, identificador",
    "title": "title, job title, business title, position, role, job, stelle, stellenbezeichnung, funktion, "
    "berufsbezeichnung, "
    "poste, fonction, intitulé du poste, puesto, cargo",
    "timezone": "timezone, time zone, tz, zone, zeitzone, fuseau horaire, fuseau, zona horaria, huso horario",
    "experience": "experience, years of experience, years, berufserfahrung, berufsjahre, erfahrung, "
    "expérience, années d'expérience, experiencia, años de experiencia",
    "skills": "skills, skill, knows, competencies, fähigkeiten, kenntnisse, kompetenzen, "
    "compétences, habilidades, competencias, conocimientos",
    "wishes": "wishes, wants to learn, learning goals, interests, wünsche, lernziele, lernwünsche, "
    "interessen, "
    "souhaits, objectifs d'apprentissage, intérêts, deseos, objetivos de aprendizaje, intereses",
    "capacity": "capacity, mentees, kapazität, capacité, capacidad",
    "manager_email": "manager email, manager e-mail, manager's email, supervisor email, line manager email, "
    "e-mail vorgesetzter, vorgesetzter e-mail, e-mail der führungskraft, e-mail des vorgesetzten, "
    "vorgesetzten-e-mail, "
    "e-mail du manager, courriel du responsable, e-mail du responsable, correo del jefe, "
    "correo del responsable, email del manager",
    "manager_external_id": "manager id, manager external id, manager employee id, manager number, "
    "manager no, supervisor id, "
    "line manager id, reports to id, vorgesetzten-id, personalnummer vorgesetzter, "
    "personalnummer des vorgesetzten, matricule du manager, matricule du responsable, id del jefe, "
    "id del responsable",
    "manager": "manager, line manager, supervisor, reports to, vorgesetzter, vorgesetzte, führungskraft, "
    "responsable, supérieur, jefe, supervisora",
}

FIELDS: Final = tuple(_WORDS)
"""What a column can hold."""

_NAMES: Final = frozenset({"name", "first_name", "last_name"})
"""Without one of these there are no people."""

_BY_CONTEXT: Final = frozenset({"name", "nom", "nombre"})
"""What means the full name where it stands alone, and a part of it beside the other part."""


def folded(heading: str) -> str:
    """
    Return a heading without case, accents, spaces and punctuation; a ``#`` is a number.

    >>> folded("E-Mail Adresse"), folded("PRÉNOM"), folded("Straße"), folded("Employee #"), folded(" * ")
    ('emailadresse', 'prenom', 'strasse', 'employeeno', '*')
    """
    apart = unicodedata.normalize("NFKD", heading.replace("#", "no")).casefold()

    return "".join(c for c in apart if c.isalnum()) or heading.strip()


_KNOWN: Final = {folded(word): name for name, words in _WORDS.items() for word in words.split(", ")}


@attrs.frozen
class Columns:
    """
    Which column holds what.

    Attributes:
        places: The column of each field, counted from 0.

        width: How many columns there are.

        ignored: The headings of the columns that hold nothing we know.

        unnamed: The columns without a heading.
    """

    places: Mapping[str, int]
    width: int
    ignored: tuple[str, ...] = attrs.field(repr=False)
    unnamed: tuple[int, ...]


def checked(columns: Mapping[str, str | None]) -> dict[str, str | None]:
    """
    Return the headings that a caller names, folded, and what each column holds.

    Raises:
        InvalidValue: It is no mapping of headings to fields (P1).
    """
    if not isinstance(columns, Mapping):
        raise refusal("columns", "it is no mapping", 'give one such as {"Staff no": "external_id"}', "P1")
    for heading, name in columns.items():
        check_type(str, heading, "columns")
        if name is not None and name not in FIELDS:
            raise refusal("columns", "it names a field that people do not have", ", ".join(FIELDS), "P1")

    return {folded(heading): name for heading, name in columns.items()}


def understood(headings: Sequence[str], named: Mapping[str, str | None]) -> int:
    """
    Return how many headings are understood; 0 where none of them says where the names are.
    """
    fields = {field for field in _fields_of(headings, named) if field is not None}

    return len(fields) if _NAMES & fields else 0


def columns_of(headings: Sequence[str], named: Mapping[str, str | None], line: int) -> Columns:
    """
    Return which column holds what.

    Args:
        named: What the caller says of headings, folded; it goes before the words that are known.

    Raises:
        Unreadable: Two columns hold the same, or none holds a name.
    """
    fields = _fields_of(headings, named)
    places: dict[str, int] = {}
    for place, name in enumerate(fields):
        if name is None:
            continue
        if name in places:
            raise Unreadable(
                "the roster",
                f"its columns {places[name] + 1} and {place + 1} are both taken for {name}",
                "say which counts: columns={heading: field}, with None for the other",
                line,
            )
        places[name] = place
    if not _NAMES & places.keys():
        raise Unreadable(
            "the roster",
            "no column is headed as a name",
            "give it a line of headings, or say what they mean: columns={heading: field}",
            line,
        )
    unused = {place: headings[place].strip() for place, name in enumerate(fields) if name is None}

    return Columns(
        places,
        len(headings),
        ignored=tuple(heading for heading in unused.values() if heading),
        unnamed=tuple(place for place, heading in unused.items() if not heading),
    )


def _fields_of(headings: Sequence[str], named: Mapping[str, str | None]) -> list[str | None]:
    """
    Return what each column holds; *None* for what we do not know.
    """
    plain = [folded(heading) for heading in headings]

    return [named[word] if word in named else _meaning(word, plain, named) for word in plain]


def _meaning(word: str, plain: Sequence[str], named: Mapping[str, str | None]) -> str | None:
    """
    Return what a heading means; *Nom* beside *Prénom* is the family name, and *Nombre* beside *Apellidos* the
    given one.
    """
    if word not in _BY_CONTEXT:
        return _KNOWN.get(word)
    others = {
        named[other] if other in named else _KNOWN.get(other)
        for other in itertools.filterfalse(word.__eq__, plain)
    }
    if {"first_name", "last_name"} <= others:
        return "name"

    return "last_name" if "first_name" in others else "first_name" if "last_name" in others else "name"
