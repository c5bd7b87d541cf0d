"""A chain of n trivial steps for KFP: `compile N OUT.yaml`, or `run N FOLDER` on this machine with caching."""
import sys

from kfp import compiler, dsl, local

component = dsl.component(base_image="python:3.11", install_kfp_package=False)


@component
def load() -> list:
    return list(range(100))


@component
def add(rows: list, i: int) -> list:
    return [row + i for row in rows]


def chain(count):
    @dsl.pipeline(name=f"chain{count}")
    def run():
        rows = load()
        for i in range(1, count):
            rows = add(rows=rows.output, i=i)

    return run


command, count, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if command == "compile":
    compiler.Compiler().compile(chain(count), out)
else:
    local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root=out, enable_caching=True)
    chain(count)()
