package io.steelyard.testkit.opset;

import java.util.List;

/** Composites that run over time. */
final class RecurrentSpecifications {
    private static final String LENGTHS = "`i32[batch]`, for padded sequences only";

    private RecurrentSpecifications() {}

    static List<CompositeSpecification> all() {
        return List.of(
                new CompositeSpecification(
                        "rnn",
                        Signature.EMPTY
                                .operand("x", "`[time, batch, in]`")
                                .operand("h", "`[batch, hidden]`, the first state")
                                .operand("weight_ih", "`[hidden, in]`")
                                .operand("weight_hh", "`[hidden, hidden]`")
                                .operand("bias_ih, bias_hh", "`[hidden]`")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse", "whether time runs backwards")
                                .attribute("activation", "`TANH` or `RELU`")
                                .result("y", "`[time, batch, hidden]`, 0 beyond a sequence's end")
                                .result("h", "`[batch, hidden]`, the last state")
                                .result(
                                        "hs",
                                        "`[time, batch, hidden]`, the states after each step, for"
                                                + " the gradient"),
                        "A layer of a simple recurrent network. States stay beyond the end of a"
                                + " sequence.",
                        """
                        h' = activation(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh)\
                        """,
                        "Elman 1990, \"Finding structure in time\""),
                new CompositeSpecification(
                        "rnn_grad",
                        Signature.EMPTY
                                .operand("dy, dh", "of the types of y and h")
                                .operand("x, h", "of the forward operation")
                                .operand("weight_ih, weight_hh", "of the forward operation")
                                .operand("hs", "of the forward operation")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse, activation", "of the forward operation")
                                .result("dx, dh", "of the types of x and h")
                                .result("dweight_ih, dweight_hh", "of the types of the weights")
                                .result("dbias", "`[hidden]`, of either bias"),
                        "The gradient of `rnn`. Gradients of states below 2^-100 in magnitude count"
                                + " as 0.",
                        """
                        ds = (dh' + dy) * activation';  dh = ds weight_hh
                        dx = ds weight_ih;  dweight_ih = ds^T x;  dweight_hh = ds^T h\
                        """,
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "lstm",
                        Signature.EMPTY
                                .operand("x", "`[time, batch, in]`")
                                .operand("h, c", "`[batch, hidden]`, the first states")
                                .operand("weight_ih", "`[4 hidden, in]`")
                                .operand("weight_hh", "`[4 hidden, hidden]`")
                                .operand("bias_ih, bias_hh", "`[4 hidden]`")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse", "whether time runs backwards")
                                .result("y", "`[time, batch, hidden]`, 0 beyond a sequence's end")
                                .result("h, c", "`[batch, hidden]`, the last states")
                                .result(
                                        "hs, cs",
                                        "`[time, batch, hidden]`, the states after each step, for"
                                                + " the gradient")
                                .result("gates", "`[time, batch, 4 hidden]`, for the gradient"),
                        "A layer of long short-term memory. States stay beyond the end of a"
                                + " sequence.",
                        """
                        i, f, g, o = split(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh)
                        c' = sigmoid(f) * c + sigmoid(i) * tanh(g)
                        h' = sigmoid(o) * tanh(c')\
                        """,
                        "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000"),
                new CompositeSpecification(
                        "lstm_grad",
                        Signature.EMPTY
                                .operand("dy, dh, dc", "of the types of y, h and c")
                                .operand("x, h, c", "of the forward operation")
                                .operand("weight_ih, weight_hh", "of the forward operation")
                                .operand("hs, cs, gates", "of the forward operation")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse", "of the forward operation")
                                .result("dx, dh, dc", "of the types of x, h and c")
                                .result("dweight_ih, dweight_hh", "of the types of the weights")
                                .result("dbias", "`[4 hidden]`, of either bias"),
                        "The gradient of `lstm`. Gradients of states below 2^-100 in magnitude"
                                + " count as 0.",
                        """
                        t = tanh(c');  dh' += dy;  dc' += dh' * o * (1 - t^2)
                        ds = (dc' g i (1 - i), dc' c f (1 - f), dc' i (1 - g^2), dh' t o (1 - o))
                        dh = ds weight_hh;  dc = dc' * f
                        dx = ds weight_ih;  dweight_ih = ds^T x;  dweight_hh = ds^T h\
                        """,
                        "The derivative of the formula above"),
                new CompositeSpecification(
                        "gru",
                        Signature.EMPTY
                                .operand("x", "`[time, batch, in]`")
                                .operand("h", "`[batch, hidden]`, the first state")
                                .operand("weight_ih", "`[3 hidden, in]`")
                                .operand("weight_hh", "`[3 hidden, hidden]`")
                                .operand("bias_ih, bias_hh", "`[3 hidden]`")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse", "whether time runs backwards")
                                .result("y", "`[time, batch, hidden]`, 0 beyond a sequence's end")
                                .result("h", "`[batch, hidden]`, the last state")
                                .result(
                                        "hs",
                                        "`[time, batch, hidden]`, the states after each step, for"
                                                + " the gradient")
                                .result(
                                        "gates",
                                        "`[time, batch, 4 hidden]`, r, z, n and nh, for the"
                                                + " gradient"),
                        "A layer of gated recurrent units. States stay beyond the end of a"
                                + " sequence.",
                        """
                        ri, zi, ni = split(x weight_ih^T + bias_ih)
                        rh, zh, nh = split(h weight_hh^T + bias_hh)
                        r = sigmoid(ri + rh);  z = sigmoid(zi + zh);  n = tanh(ni + r * nh)
                        h' = (1 - z) * n + z * h\
                        """,
                        "Cho et al. 2014, with the reset gate after the product, as in cuDNN"),
                new CompositeSpecification(
                        "gru_grad",
                        Signature.EMPTY
                                .operand("dy, dh", "of the types of y and h")
                                .operand("x, h", "of the forward operation")
                                .operand("weight_ih, weight_hh", "of the forward operation")
                                .operand("hs, gates", "of the forward operation")
                                .operand("lengths", LENGTHS)
                                .attribute("reverse", "of the forward operation")
                                .result("dx, dh", "of the types of x and h")
                                .result("dweight_ih, dweight_hh", "of the types of the weights")
                                .result("dbias_ih, dbias_hh", "`[3 hidden]`"),
                        "The gradient of `gru`. Gradients of states below 2^-100 in magnitude count"
                                + " as 0.",
                        """
                        dh' += dy;  dn = dh' (1 - z) (1 - n^2)
                        dz = dh' (h - n) z (1 - z);  dr = dn nh r (1 - r)
                        di = (dr, dz, dn);  ds = (dr, dz, dn r);  dh = dh' z + ds weight_hh
                        dx = di weight_ih;  dweight_ih = di^T x;  dweight_hh = ds^T h\
                        """,
                        "The derivative of the formula above"));
    }
}
