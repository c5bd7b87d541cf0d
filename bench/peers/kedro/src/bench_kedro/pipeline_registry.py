"""Chains of trivial nodes for Kedro: `kedro run --pipeline chain10`."""
from functools import partial, update_wrapper

from kedro.pipeline import node, pipeline


def load():
    return list(range(100))


def add(rows, i):
    return [row + i for row in rows]


def chain(count):
    name = f"chain{count}"
    nodes = [node(load, None, f"{name}_d0", name=f"{name}_s0")]
    for i in range(1, count):
        step = update_wrapper(partial(add, i=i), add)
        nodes.append(node(step, f"{name}_d{i - 1}", f"{name}_d{i}", name=f"{name}_s{i}"))
    return pipeline(nodes)


def register_pipelines():
    return {"chain10": chain(10), "chain100": chain(100), "__default__": chain(10)}
