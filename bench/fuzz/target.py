"""The process that libFuzzer drives; started by `bench.fuzz.guided`, arguments are libFuzzer's."""

import os
import random
import sys
import tempfile
from pathlib import Path

import atheris

SAY_EVERY = 500


def main() -> None:
    """Fuzz until libFuzzer has had enough; it then ends the process, 0 where no rule was broken."""
    others = ["hongmao", "hongmao.lake", "hongmao.lake.segments"]
    with atheris.instrument_imports(include=["hongmao"], exclude=others):
        from tests.edge.fuzzing import CONTROL, Judge, plan
        from tests.edge.harness import LIVE
        from tests.edge.seeds import broken, nearly

    judge = Judge(Path(tempfile.mkdtemp(dir=os.environ["HONGMAO_FUZZ_HOME"])))
    tried = 0

    def try_one(raw: bytes) -> None:
        nonlocal tried
        judge.check(plan(raw))
        tried += 1
        if tried % SAY_EVERY == 0:
            print(f"@ {tried} {judge.answers} {judge.events} {judge.most_held}", flush=True)

    def mutate(raw: bytes, most: int, seed: int) -> bytes:
        """Every other time by lines and headers, which libFuzzer knows nothing of."""
        chance = random.Random(seed)
        if len(raw) <= CONTROL or chance.random() < 0.5:
            return bytes(atheris.Mutate(raw, most))
        data, control = raw[:-CONTROL], raw[-CONTROL:]
        if chance.random() < 0.5:
            fresh = [nearly(chance, LIVE) for _ in range(chance.choice((1, 1, 2, 4)))]
            data = b"".join(fresh) + chance.choice((b"", b"", data))
        if chance.random() < 0.5:
            data = broken(chance, data)
        if chance.random() < 0.5:
            control = chance.choice((bytes(CONTROL), chance.randbytes(CONTROL)))
        return data[: most - CONTROL] + control

    atheris.Setup(sys.argv, try_one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
