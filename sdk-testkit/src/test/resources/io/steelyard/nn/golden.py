"""Writes golden.txt: what PyTorch computes in float64 for small layers, with all gradients.

    python3 golden.py > golden.txt

A line is "case/tensor: value value ..". Inputs and parameters are not written: Golden.java makes the
same ones from the formula of values(). Tensors have the layout of the SDK: channels last, filters
[kernel.., in, out]. The loss whose gradients are written is sum(output * values(50, ..)).
"""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def values(seed, *shape):
    count = 1
    for size in shape:
        count *= size
    numbers = [((i * 7919 + seed * 104729) % 1009 - 504) / 512 for i in range(count)]
    return torch.tensor(numbers).reshape(shape).requires_grad_()


def line(name, tensor):
    print(name + ":", *("%.9g" % v for v in tensor.detach().reshape(-1).tolist()))


def case(name, inputs, parameters, function):
    """parameters: pairs of name and tensor; function gives one output or a tuple."""
    outputs = function()
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    loss = sum((y * values(50 + j, *y.shape)).sum() for j, y in enumerate(outputs))
    loss.backward()
    for j, y in enumerate(outputs):
        line(f"{name}/output{j}", y)
    for j, x in enumerate(inputs):
        line(f"{name}/input{j}", x.grad)
    for parameter, tensor in parameters:
        line(f"{name}/{parameter}", tensor.grad)


def first(x):
    """Channels first."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def torch_filter(w):
    """[kernel.., in, out] to [out, in, kernel..]."""
    return w.movedim(-1, 0).movedim(-1, 1)


def conv(name, x, w, b, dims, transposed=False, **options):
    names = ["", "1d", "2d", "3d"]
    function = getattr(F, ("conv_transpose" if transposed else "conv") + names[dims])
    bias = [("bias", b)] if b is not None else []
    case(name, [x], [("weight", w)] + bias,
         lambda: last(function(first(x), torch_filter(w), b, **options)))


def convolutions():
    conv("conv1d", values(0, 2, 7, 2), values(10, 3, 2, 3), values(11, 3), 1)
    conv("conv2d", values(0, 2, 5, 4, 2), values(10, 3, 2, 2, 3), values(11, 3), 2,
         stride=(2, 1), padding=(1, 0))
    conv("conv2d same, dilated", values(0, 1, 5, 6, 2), values(10, 2, 3, 2, 2), values(11, 2), 2,
         padding="same", dilation=(1, 2))
    conv("conv2d in groups", values(0, 1, 4, 4, 4), values(10, 2, 2, 2, 6), None, 2, groups=2)
    conv("conv3d", values(0, 1, 3, 3, 4, 2), values(10, 2, 2, 2, 2, 2), values(11, 2), 3,
         stride=(1, 1, 2))
    x, w, b = values(0, 1, 6, 2), values(10, 3, 2, 2), values(11, 2)
    case("conv1d causal", [x], [("weight", w), ("bias", b)],
         lambda: last(F.conv1d(F.pad(first(x), (4, 0)), torch_filter(w), b, dilation=2)))
    conv("transposed 1d", values(0, 2, 4, 3), values(10, 3, 2, 3), values(11, 2), 1, True,
         stride=2, padding=1, output_padding=1)
    conv("transposed 2d", values(0, 1, 3, 2, 2), values(10, 3, 2, 3, 2), values(11, 3), 2, True,
         stride=(2, 1), dilation=(1, 2))
    conv("transposed in groups", values(0, 1, 3, 3, 4), values(10, 2, 2, 1, 4), None, 2, True,
         stride=2, groups=2)
    x, d, p, b = (values(0, 1, 4, 4, 2), values(10, 3, 3, 1, 4), values(11, 1, 1, 4, 3),
                  values(12, 3))
    case("separable", [x],
         [("depthwise.weight", d), ("pointwise.weight", p), ("pointwise.bias", b)],
         lambda: last(F.conv2d(F.conv2d(first(x), torch_filter(d), groups=2, padding=1),
                               torch_filter(p), b)))


def pooling():
    def pool(name, shape, function):
        x = values(0, *shape)
        case(name, [x], [], lambda: last(function(first(x))))

    pool("max pool", (2, 5, 4, 2), lambda x: F.max_pool2d(x, (3, 2), (2, 1), (1, 0)))
    pool("max pool dilated", (1, 7, 2), lambda x: F.max_pool1d(x, 3, 1, 1, 2))
    pool("average pool", (2, 5, 4, 2), lambda x: F.avg_pool2d(x, 2))
    pool("average pool counting", (1, 5, 4, 2),
         lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=True))
    pool("average pool not counting", (1, 5, 4, 2),
         lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False))
    pool("average pool 3d", (1, 4, 2, 4, 1), lambda x: F.avg_pool3d(x, 2))
    pool("adaptive pool", (1, 7, 5, 2), lambda x: F.adaptive_avg_pool2d(x, (3, 5)))


def normalization():
    def norm(name, shape, function, parameters=True):
        x, w, b = values(0, *shape), values(10, shape[-1]), values(11, shape[-1])
        case(name, [x], [("weight", w), ("bias", b)] if parameters else [],
             lambda: last(function(first(x), w, b)))

    for name, shape in [("batch norm", (3, 2, 3, 2)), ("batch norm of rows", (5, 3))]:
        mean, var = values(20, shape[-1]).detach(), values(21, shape[-1]).detach().abs()
        norm(name + ", inference", shape,
             lambda x, w, b: F.batch_norm(x, mean, var, w, b, False, 0.3, 1e-3))
        norm(name, shape, lambda x, w, b: F.batch_norm(x, mean, var, w, b, True, 0.3, 1e-3))
        line(name + "/running_mean", mean)
        line(name + "/running_var", var)
    norm("group norm", (2, 3, 2, 6), lambda x, w, b: F.group_norm(x, 3, w, b, 1e-3))
    norm("group norm of rows", (2, 6), lambda x, w, b: F.group_norm(x, 2, w, b))
    norm("instance norm", (2, 5, 3), lambda x, w, b: F.instance_norm(x, eps=1e-3), False)
    norm("instance norm with parameters", (2, 2, 3, 2),
         lambda x, w, b: F.instance_norm(x, weight=w, bias=b))


def recurrent():
    def run(name, module, shape, states=0, lengths=None):
        parameters = list(module.named_parameters())
        with torch.no_grad():
            for number, (_, tensor) in enumerate(parameters):
                tensor.copy_(values(10 + number, *tensor.shape))
        directions = 2 if module.bidirectional else 1
        x = values(0, *shape)
        first = [values(1 + i, module.num_layers * directions, shape[0], module.hidden_size)
                 for i in range(states)]

        def function():
            given = x
            if lengths is not None:
                given = torch.nn.utils.rnn.pack_padded_sequence(
                    x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
            y, last = module(given, *([tuple(first) if states == 2 else first[0]] if first else []))
            if lengths is not None:
                y, _ = torch.nn.utils.rnn.pad_packed_sequence(
                    y, batch_first=True, total_length=shape[1])
            return (y, *last) if isinstance(last, tuple) else (y, last)

        case(name, [x] + first, parameters, function)

    nn = torch.nn
    run("lstm", nn.LSTM(2, 3, batch_first=True), (2, 4, 2), 2)
    run("lstm in layers", nn.LSTM(2, 3, 2, batch_first=True), (1, 3, 2))
    run("lstm in both directions", nn.LSTM(2, 2, 2, batch_first=True, bidirectional=True),
        (2, 3, 2), 2)
    run("lstm of lengths", nn.LSTM(2, 2, 2, batch_first=True, bidirectional=True),
        (3, 4, 2), 2, (2, 4, 1))
    run("gru", nn.GRU(2, 3, batch_first=True), (2, 4, 2), 1)
    run("gru of lengths", nn.GRU(2, 2, 2, batch_first=True, bidirectional=True),
        (3, 4, 2), 1, (2, 4, 1))
    run("rnn", nn.RNN(2, 3, batch_first=True), (2, 4, 2), 1)
    run("rnn of lengths, relu",
        nn.RNN(2, 2, 2, nonlinearity="relu", batch_first=True, bidirectional=True),
        (3, 4, 2), 1, (2, 4, 1))


def activations():
    for name, function in [
            ("RELU", F.relu), ("RELU6", F.relu6), ("ELU", F.elu), ("SOFTPLUS", F.softplus),
            ("SIGMOID", torch.sigmoid), ("TANH", torch.tanh), ("GELU", F.gelu),
            ("GELU_TANH", lambda x: F.gelu(x, approximate="tanh")), ("SILU", F.silu),
            ("MISH", F.mish), ("SOFTMAX", lambda x: x.softmax(-1)),
            ("LOG_SOFTMAX", lambda x: x.log_softmax(-1)),
            ("leaky relu", lambda x: F.leaky_relu(x, 0.25))]:
        x = values(0, 2, 5)
        case(name, [x], [], lambda: function(8 * x))


def experts():
    for name, chosen in [("two of three experts", 2), ("one of three experts", 1)]:
        x, g = values(0, 2, 4, 2), values(10, 3, 2)
        layers = [(values(11 + 2 * i, 3, 2), values(12 + 2 * i, 3)) for i in range(3)]

        def function():
            logits = (x @ g.T).reshape(-1, 3)
            top, places = logits.topk(chosen)
            weights = torch.zeros(8, 3).scatter(1, places, top.softmax(-1))
            rows = x.reshape(-1, 2)
            y = sum(weights[:, i:i + 1] * (rows @ w.T + b) for i, (w, b) in enumerate(layers))
            shares = torch.zeros(8, 3).scatter(1, places, torch.ones_like(top)).mean(0) / chosen
            balance = 0.5 * 3 * (shares * logits.softmax(-1).mean(0)).sum()
            return y.reshape(2, 4, 3), balance

        case(name, [x],
             [("gate.weight", g)] + [(f"experts.{i}.{kind}", tensor)
                                     for i, pair in enumerate(layers)
                                     for kind, tensor in zip(("weight", "bias"), pair)], function)


if __name__ == "__main__":
    convolutions()
    pooling()
    normalization()
    recurrent()
    activations()
    experts()
