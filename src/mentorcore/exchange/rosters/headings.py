"""
Headings: which column holds what, in English, German, French and Spanish.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import attrs

from mentorcore.errors import Unreadable
from mentorcore.exchange.rosters.unseen import stripped
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

EXAMPLES: Final = (
    *("Name", "First name", "Last name", "Employee", "Vorname", "Nachname", "Mitarbeiter"),
    *("Nom", "Prénom", "Nombre", "Apellidos"),
)
"""Headings of names, as a refusal shows them."""

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

_ALSO_VALUES: Final = frozenset(map(folded, ("employee", "person", "mitarbeiter", "salarié", "empleado")))
"""Headings of names that stand below others as well, such as one for what kind of person somebody is."""


@attrs.frozen
class Columns:
    """
    Which column holds what.

    Attributes:
        places: The column of each field, counted from 0.

        headings: What stands over each column.

        ignored: The headings of the columns that hold nothing we know.

        unnamed: The columns without a heading.
    """

    places: Mapping[str, int]
    headings: tuple[str, ...] = attrs.field(repr=False)
    ignored: tuple[str, ...] = attrs.field(repr=False)
    unnamed: tuple[int, ...]

    def are_headings(self, cells: Sequence[str]) -> bool:
        """
        Tell whether the cells of a row are the headings once more, as where each page of a list has them.
        """
        return all(
            place < len(cells) and stripped(cells[place]) == self.headings[place]
            for place in self.places.values()
        )


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


def meanings(headings: Sequence[str], named: Mapping[str, str | None]) -> frozenset[str]:
    """
    Return what the columns below some headings hold; nothing where none of them says where the names are.
    """
    fields = frozenset(field for field in _fields_of(headings, named) if field is not None)

    return fields if _NAMES & fields else frozenset()


def is_heading(cell: str, named: Mapping[str, str | None]) -> bool:
    """
    Tell whether a cell holds a word that is a heading.
    """
    word = folded(cell)

    return named[word] is not None if word in named else word in _KNOWN or word in _BY_CONTEXT


def is_about_names(cells: Sequence[str], named: Mapping[str, str | None]) -> bool:
    """
    Tell whether one of some cells is a heading of names, and can be nothing else.
    """
    words = {folded(cell) for cell in cells} - named.keys() - _ALSO_VALUES

    return any(word in _BY_CONTEXT or _KNOWN.get(word) in _NAMES for word in words)


def columns_of(headings: Sequence[str], named: Mapping[str, str | None], line: int) -> Columns:
    """
    Return which column holds what.

    Args:
        named: What the caller says of headings, folded; it goes before the words that are known.

    Raises:
        Unreadable: Two columns hold the same.
    """
    fields = _fields_of(headings, named)
    places: dict[str, int] = {}
    for place, name in enumerate(fields):
        if name is None:
            continue
        if name in places:
            alike = folded(headings[places[name]]) == folded(headings[place])
            raise Unreadable(
                "the roster",
                f"its columns {places[name] + 1} and {place + 1} are both taken for {name}",
                "give one of them another heading"
                if alike
                else "say which counts: columns={heading: field}, with None for the other",
                line,
            )
        places[name] = place
    unused = {place: headings[place].strip() for place, name in enumerate(fields) if name is None}

    return Columns(
        places,
        tuple(map(stripped, headings)),
        ignored=tuple(heading for heading in unused.values() if heading),
        unnamed=tuple(place for place, heading in unused.items() if not heading),
    )


def _fields_of(headings: Sequence[str], named: Mapping[str, str | None]) -> list[str | None]:
    """
    Return what each column holds; *None* for what we do not know.
    """
    plain = [folded(heading) for heading in headings]
    words = set(plain)
    meaning = {word: named[word] if word in named else _meaning(word, words, named) for word in words}

    return [meaning[word] for word in plain]


def _meaning(word: str, words: AbstractSet[str], named: Mapping[str, str | None]) -> str | None:
    """
    Return what a heading means; *Nom* beside *Prénom* is the family name, and *Nombre* beside *Apellidos* the
    given one.
    """
    if word not in _BY_CONTEXT:
        return _KNOWN.get(word)
    others = {named[other] if other in named else _KNOWN.get(other) for other in words - {word}}
    if {"first_name", "last_name"} <= others:
        return "name"

    return "last_name" if "first_name" in others else "first_name" if "last_name" in others else "name"
