"""The vendor files, as the scripts for maintainers read them."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vendors"


def models_of(folder):
    """The models of a folder of vendor files by name, each with what its procedure gives."""
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        document = json.loads(path.read_text())
        procedures = {one["name"]: one for one in document.get("procedures", [])}
        for model in document.get("models", []):
            shared = procedures.get(model.get("procedure"), {})
            yield f"{document['vendor']}/{model['model']}", {**shared, **model}
