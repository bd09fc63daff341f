package io.steelyard.testkit.model;

import io.steelyard.model.Scope;
import io.steelyard.nn.Linear;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;

import java.util.List;
import java.util.Map;

/** A model of a graph: nodes take in messages along its edges. */
final class GraphModels {
    private static final int NODES = 7;
    private static final int EDGES = 12;
    private static final int CLASSES = 3;

    private GraphModels() {}

    static List<ModelCase> all() {
        Batch graph =
                new Batch(
                        Map.of(
                                "nodes",
                                ModelData.floats(1, NODES, 4),
                                "sources",
                                ModelData.ids(2, NODES, EDGES),
                                "targets",
                                ModelData.ids(3, NODES, EDGES)),
                        Map.of(Targets.LABELS, ModelData.ids(4, CLASSES, NODES)));
        return List.of(
                new ModelCase(
                        "graph network", new MessagePassing(), new SoftmaxCrossEntropy(), graph));
    }

    /**
     * Two rounds of messages: their sum and their maximum at each node, beside what the node knows
     * (Gilmer et al. 2017, equations 1 and 2).
     */
    private record MessagePassing() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor nodes = features.get("nodes"); // [nodes, channels]
            for (int round = 0; round < 2; round++) {
                Scope layer = scope.child("rounds." + round);
                Tensor sent = nodes.take(0, features.get("sources")); // [edges, channels]
                Tensor messages = layer.apply("message", new Linear(5), sent).tanh();
                Tensor none = layer.apply("message", new Linear(5), nodes).filled(0);
                Tensor to = features.get("targets");
                Tensor sum = none.scatter(ScatterKind.ADD, 0, to, messages);
                Tensor largest = none.scatter(ScatterKind.MAX, 0, to, messages);
                nodes = layer.apply("update", new Linear(6), nodes.concat(1, sum, largest)).relu();
            }
            return scope.apply("output", new Linear(CLASSES), nodes); // [nodes, classes]
        }
    }
}
