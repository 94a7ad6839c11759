"""Names as they are searched: by the start of any of their words, whatever the case."""

import re
from unicodedata import normalize

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a name or of what somebody looks for: letters and digits only, composed and case-folded, in
    alphabetical order, each once."""
    folded = normalize("NFC", normalize("NFC", text).casefold())  # folding can leave letters decomposed
    return sorted(set(_WORD.findall(folded)))


def found_by(words: list[str], sought: list[str]) -> bool:
    """Whether each word that is sought begins one of the words."""
    return all(any(word.startswith(start) for word in words) for start in sought)
