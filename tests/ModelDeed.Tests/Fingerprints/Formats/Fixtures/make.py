"""Makes torch-1.13.pt and what must be read from it, and one module saved in three ways. Debian 12: apt install python3-torch; /usr/bin/python3 make.py"""
import collections
import numpy
import torch

torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(5, 3), torch.nn.BatchNorm1d(3))
base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
checkpoint = {
    "state_dict": model.state_dict(),
    "epoch": 7,
    "views": collections.OrderedDict(
        base=base, transposed=base.t(), row=base[2], column=base[:, 1], steps=base[::2, 1::3], expanded=base[:1, :2].expand(3, 2), permuted=torch.arange(24).reshape(2, 3, 4).permute(2, 0, 1)),
    "types": [torch.tensor([1.5, -2], dtype=t) for t in (torch.float64, torch.float16, torch.bfloat16)]
    + [torch.tensor([1, 0, 1], dtype=t) for t in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)]
    + [torch.tensor([1 + 2j], dtype=torch.complex64)],
    "parameter": torch.nn.Parameter(torch.tensor(3.25)),
    "empty": torch.zeros(0, 4),
}
torch.save(checkpoint, "torch-1.13.pt")

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Conv1d(2, 2, 3), torch.nn.BatchNorm1d(2))
        self.scale = torch.nn.Parameter(torch.rand(2))
        self.register_buffer("shift", torch.rand(2))

    def forward(self, x):
        return self.layers(x) * self.scale[0] + self.shift[0]


net = Net()
torch.save(net.state_dict(), "torch-1.13-state.pt")
torch.save(net, "torch-1.13-module.pt")
torch.jit.script(net).save("torch-1.13-script.pt")

NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32", torch.int16: "I16",
         torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL", torch.complex64: "C64"}


def leaves(value, path):
    if isinstance(value, torch.Tensor):
        value = value.detach().contiguous()
        raw = value.view(torch.int16) if value.dtype == torch.bfloat16 else value
        shape = ",".join(str(n) for n in value.shape)
        yield f"{'.'.join(path)} {NAMES[value.dtype]} [{shape}] {raw.numpy().tobytes().hex()}"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, path + [str(key)])
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from leaves(item, path + [str(i)])


with open("torch-1.13.txt", "w", newline="\n") as file:
    for leaf in sorted(leaves(checkpoint, [])):
        file.write(leaf + "\n")
