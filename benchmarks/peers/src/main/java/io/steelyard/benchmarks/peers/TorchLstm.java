package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;

import java.util.List;
import java.util.Map;

/**
 * The language model of {@link PeerTrainings#lstm}: an embedding, one layer of LSTM, a dense head.
 *
 * @param batch texts of a step
 * @param hidden size of the states
 */
record TorchLstm(int batch, int hidden) implements TorchModel {
    private static final List<String> WEIGHTS =
            List.of("lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0");

    @Override
    public TorchLayout layout(String parameter, io.steelyard.tensor.Shape shape) {
        return parameter.equals("head.weight")
                ? TorchLayout.transposed(shape)
                : TorchLayout.same(shape);
    }

    @Override
    public Map<String, NDArray> constants(NDManager manager) {
        return Map.of("zeros", manager.zeros(new Shape(1, batch, hidden)));
    }

    @Override
    public NDArray loss(Map<String, NDArray> arrays, NDArray ids, NDArray labels) {
        NDArray embedded =
                Embedding.embedding(ids, arrays.get("embedding.weight"), SparseFormat.DENSE)
                        .singletonOrThrow();
        NDArray zeros = arrays.get("zeros");
        NDList weights = new NDList();
        WEIGHTS.forEach(name -> weights.add(arrays.get(name)));
        NDArray states =
                embedded.getNDArrayInternal()
                        .lstm(
                                embedded,
                                new NDList(zeros, zeros),
                                weights,
                                true,
                                1,
                                0,
                                true,
                                false,
                                true)
                        .head(); // [batch, time, hidden]
        NDArray logits =
                Linear.linear(states, arrays.get("head.weight"), arrays.get("head.bias"))
                        .singletonOrThrow();
        return TorchGpt.crossEntropy(logits.reshape(-1, PeerData.CHARACTERS), labels.reshape(-1));
    }

    @Override
    public String script(ScriptNames names) {
        return """
        e = torch.embedding(%s, x)
        z = torch.zeros([1, %d, %d])
        o, _2, _3 = torch.lstm(e, [z, z], [%s, %s, %s, %s], True, 1, 0., True, False, True)
        logits = torch.linear(o, %s, %s)
        loss = torch.cross_entropy_loss(torch.view(logits, [-1, %d]), torch.view(y, [-1]))
        """
                .formatted(
                        names.of("embedding.weight"),
                        batch,
                        hidden,
                        names.of(WEIGHTS.getFirst()),
                        names.of(WEIGHTS.get(1)),
                        names.of(WEIGHTS.get(2)),
                        names.of(WEIGHTS.get(3)),
                        names.of("head.weight"),
                        names.of("head.bias"),
                        PeerData.CHARACTERS);
    }
}
