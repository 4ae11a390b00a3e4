# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of a template must not demand or say, in English and Spanish: a field says one thing, words another.

This finds the usual wordings and not every one: a person reads a template too before a community uses it.
"""

import re
from collections.abc import Mapping
from typing import Final

_TELL = (
    r"describ(?:e|es|ing)|tells?|telling|writes? down|sets? out|recounts?|relates?|explains?|reports?|narrates?|"
    r"gives? (?:an?|your|the|their|her|his) (?:\w+ )?(?:account|statement|testimony|description)|shares?|details?|"
    r"describ[ae]n?|cu[eé]nt[ae](?:n|nos)?|relat[ae]n?|expli(?:ca|que)n?|narr[ae]n?|escrib[ae]n?"
)
_HAPPENED = (
    r"what (?:happened|took place|occurred|was done to \w+|(?:they|he|she|it) did to \w+|(?:you|they) (?:went|lived) "
    r"through)|(?:your|their|her|his|the) (?:whole |full )?stor(?:y|ies)|"
    r"(?:the|an|each|every) (?:incident|event|abuse|harm|assault|violence)s?|"
    r"(?:what|how) (?:it|this|the harm) happened|"
    r"of (?:what happened|the (?:incident|events|harm))|"
    r"(?:lo )?que (?:pasó|ocurrió|sucedió|te hicieron|le hicieron)|los hechos|(?:tu|su) historia"
)
# “Nobody asks what happened” demands nothing: a sentence with one of these is left alone.
_NOT: Final = re.compile(
    r"\b(?:not|no|never|nobody|no one|nothing|without|cannot|need not|don[’']t|nadie|nunca|sin|ningún|jamás)\b", re.I
)
_SENTENCE: Final = re.compile(r"[^.!?;:]+")

DEMANDS_ACCOUNT: Final = re.compile(
    rf"\b(?:{_TELL})\b[^.!?;]{{0,40}}?\b(?:{_HAPPENED})|\baccount of (?:what happened|events|the incident)"
    r"|\bwhat happened to (?:you|them|her|him)\b|\bretell\b|\brelato de los hechos\b",
    re.I,
)
DEMANDS_PROOF: Final = re.compile(
    r"\b(?:prove|proof|(?:provide|show|bring|submit) evidence|(?:your|their) (?:real|full|legal) name|"
    r"identify (?:yourself|themselves|herself|himself)|sign (?:it )?with (?:your|their) name|pruebas|demuestr[ae]|"
    r"nombre (?:real|completo|verdadero))\b",
    re.I,
)
ASKS_FOR_MARK: Final = re.compile(
    r"\b(?:ask(?:s|ed)?|reminds?|press(?:es)?|urges?|invites?|tells?|pídan?(?:le|les)?|recuérde(?:n)?(?:le|les)?)\b"
    r"[^.!?;]{0,60}?\b(?:to mark|for (?:a|the|their) mark|marcar|marque)\b",
    re.I,
)
JUDGES: Final = re.compile(
    r"\b(?:guilty|innocent|guilt is|sincere(?:ly)?|insincere|healed|heals|judge?ments?|forgiv\w+|is safe now|scores?|"
    r"credib\w+|culpables?|inocentes?|sincer[ao]s?|veredicto|perd[oó]n\w*|sanad[ao]s?|puntuación)\b",
    re.I,
)
BLAMES: Final = re.compile(
    r"\b(?:(?:they|she|he|asker|person who asks?)[^.!?;]{0,30}?"
    r"(?:failed|fails|did not (?:cooperate|engage|respond|answer|reply|take part|show up)|refused|gave up|dropped out|"
    r"(?:was|were) unwilling|lost interest|changed (?:her|his|their) mind)|non-?cooperation|"
    r"lack of (?:cooperation|engagement|interest)|no se presentó|no colaboró)\b",
    re.I,
)

# rule → what a text must not say, and only where it is not denied in the same sentence
WORDINGS: Final[Mapping[int, re.Pattern[str]]] = {
    7: DEMANDS_PROOF,
    9: DEMANDS_ACCOUNT,
    31: JUDGES,
    38: ASKS_FOR_MARK,
}


def demands(text: str, wording: re.Pattern[str]) -> bool:
    """Whether a sentence of the text demands or says this without a “not” in it."""
    return any(wording.search(part) and not _NOT.search(part) for part in _SENTENCE.findall(text))


def blames(text: str) -> bool:
    """Whether the wording of an ending blames whoever asked. A “not” is part of the blaming here."""
    return bool(BLAMES.search(text))
