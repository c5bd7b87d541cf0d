"""A chain of n trivial steps for Hera (Argo): `chain.py N OUT.yaml`."""
import sys

from hera.workflows import DAG, Parameter, Workflow, script

result = Parameter(name="out", value_from={"path": "/tmp/out"})


@script(image="python:3.11", outputs=[result])
def load():
    import json

    json.dump(list(range(100)), open("/tmp/out", "w"))


@script(image="python:3.11", outputs=[result])
def add(rows: list, i: int):
    import json

    json.dump([row + i for row in rows], open("/tmp/out", "w"))


count, out = int(sys.argv[1]), sys.argv[2]
with Workflow(generate_name=f"chain{count}-", entrypoint="main") as workflow:
    with DAG(name="main"):
        before = load(name="s0")
        for i in range(1, count):
            task = add(name=f"s{i}", arguments={"rows": before.get_parameter("out"), "i": i})
            before >> task
            before = task
with open(out, "w") as file:
    file.write(workflow.to_yaml())
