"""Eight trainers side by side, and a deployment if the best is good enough, for Hera (Argo): `trainers.py OUT.yaml`."""
import sys

from hera.workflows import DAG, Parameter, Workflow, script

result = Parameter(name="out", value_from={"path": "/tmp/out"})


@script(image="python:3.11", outputs=[result])
def load():
    import json

    json.dump(list(range(100)), open("/tmp/out", "w"))


@script(image="python:3.11", outputs=[result])
def split(rows: list):
    import json

    json.dump({"train": rows[:80], "test": rows[80:]}, open("/tmp/out", "w"))


@script(image="python:3.11", outputs=[result])
def train(data: dict, rate: int):
    open("/tmp/out", "w").write(str(sum(data["train"]) / (1 + abs(rate - 5))))


@script(image="python:3.11", outputs=[result])
def best(scores: list):
    open("/tmp/out", "w").write(str(max(float(score) for score in scores)))


@script(image="python:3.11")
def deploy(score: float):
    print("deployed", score)


with Workflow(generate_name="trainers-", entrypoint="main", arguments={"limit": 100}) as workflow:
    with DAG(name="main"):
        rows = load(name="load")
        data = split(name="split", arguments={"rows": rows.get_parameter("out")})
        trained = train(
            name="train", arguments={"data": data.get_parameter("out"), "rate": "{{item}}"}, with_items=list(range(8))
        )
        score = best(name="best", arguments={"scores": trained.get_parameter("out")})
        deployed = deploy(
            name="deploy",
            arguments={"score": score.get_parameter("out")},
            when=f"{score.get_parameter('out').value} > {{{{workflow.parameters.limit}}}}",
        )
        rows >> data >> trained >> score >> deployed
with open(sys.argv[1], "w") as file:
    file.write(workflow.to_yaml())
