"""How commands name what a reading needs: the parts of a setup reach the extractor."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg.extraction import setup
from kg.extraction.setup import Setup, load_extractor


def test_extractor_is_loaded_from_all_that_the_setup_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[dict[str, Any]] = []
    own = {name: tmp_path / name for name in ("ontologies", "seeds")}
    for folder in own.values():
        folder.mkdir()
        (folder / "own.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")

    def load(language: str, **named: Any) -> None:
        seen = {name: any(named[name].rglob("own.ttl")) for name in own}
        loaded.append({"language": language, "pipeline": named["pipeline"], **seen})

    monkeypatch.setattr(setup, "Extractor", SimpleNamespace(load=load))
    load_extractor(Setup("de", "small", own["ontologies"], own["seeds"]))
    assert loaded == [{"language": "de", "pipeline": "small", "ontologies": True, "seeds": True}]
