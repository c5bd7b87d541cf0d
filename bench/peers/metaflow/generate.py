"""Metaflow reads the graph from the class's source, so a chain of n steps is written out: `generate.py N > chainN.py`."""
import sys

count = int(sys.argv[1])
print(f"from metaflow import FlowSpec, step\n\n\nclass Chain{count}(FlowSpec):")
for i in range(count):
    name = "start" if i == 0 else "end" if i == count - 1 else f"s{i}"
    after = "end" if i == count - 2 else f"s{i + 1}"
    value = "list(range(100))" if i == 0 else f"[row + {i} for row in self.rows]"
    print(f"    @step\n    def {name}(self):\n        self.rows = {value}")
    print(f"        self.next(self.{after})\n" if i < count - 1 else f'\n\nif __name__ == "__main__":\n    Chain{count}()')
