"""Learn from the phrases of the pack and write their weights (``packs/fr/phrases/poids.npz``)."""

from pathlib import Path

import numpy as np

from entrelieux.packs.fr import phrases
from entrelieux.reception.learning import kept_weights, learnt

TO = Path(phrases.__file__).parent / "poids.npz"


def main() -> None:
    model = learnt()
    np.savez_compressed(TO, **kept_weights(model))
    print(f"{TO.name} : {len(model.needs.column)} indices, {TO.stat().st_size // 1000} ko")


if __name__ == "__main__":
    main()
