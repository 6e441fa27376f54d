"""Write the schemas of our extension from their one definition. A test says when to run this."""

from pathlib import Path

from entrelieux.packs.fr.schemas import extension

TARGET = Path(extension.__file__).with_name("published")

if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in extension.published().items():
        TARGET.joinpath(name).write_text(text, encoding="utf-8")
        print(name)
