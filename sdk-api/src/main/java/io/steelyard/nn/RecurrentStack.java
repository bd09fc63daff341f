package io.steelyard.nn;

import io.steelyard.composite.GruRule;
import io.steelyard.composite.LstmRule;
import io.steelyard.composite.RnnRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Records the layers of a recurrent stack.
 *
 * @param layer their kind and sizes
 * @param bidirectional whether each runs in both directions
 */
record RecurrentStack(Recurrent layer, boolean bidirectional) {
    static void require(String owner, int hidden, int layers, float dropout) {
        Arguments.require(hidden >= 1, owner, "hidden size", hidden, "1 or more");
        Arguments.require(layers >= 1, owner, "number of layers", layers, "1 or more");
        Arguments.requireFraction(owner, "dropout", dropout);
    }

    RecurrentOutput run(Scope scope, RecurrentInput input) {
        requireFitting(input);
        Tensor x = input.values().transpose(1, 0, 2); // [time, batch, channels]
        List<List<Tensor>> last = new ArrayList<>();
        for (int number = 0; number < layer.layers(); number++) {
            if (number > 0) {
                x = scope.apply("dropout", new Dropout(layer.dropout()), x);
            }
            List<Tensor> values = new ArrayList<>();
            for (int direction = 0; direction < directions(); direction++) {
                String name = "_l" + number + (direction == 0 ? "" : "_reverse");
                List<Tensor> operands = new ArrayList<>();
                operands.add(x);
                operands.addAll(states(input, last.size()));
                operands.addAll(parameters(scope, name, x.size(-1)));
                input.lengths().ifPresent(operands::add);
                List<Tensor> results =
                        scope.recorder().applyComposite(rule(direction == 1), operands);
                values.add(results.getFirst());
                last.add(results.subList(1, 1 + states()));
            }
            x = bidirectional ? values.getFirst().concat(-1, values.get(1)) : values.getFirst();
        }
        return new RecurrentOutput(x.transpose(1, 0, 2), stacked(last));
    }

    private CompositeRule rule(boolean reverse) {
        return switch (layer) {
            case Lstm _ -> new LstmRule(reverse);
            case Gru _ -> new GruRule(reverse);
            case SimpleRnn simple -> new RnnRule(reverse, simple.activation());
        };
    }

    private int gates() {
        return switch (layer) {
            case Lstm _ -> 4;
            case Gru _ -> 3;
            case SimpleRnn _ -> 1;
        };
    }

    private int states() {
        return switch (layer) {
            case Lstm _ -> 2;
            case Gru _, SimpleRnn _ -> 1;
        };
    }

    private int directions() {
        return bidirectional ? 2 : 1;
    }

    private List<Tensor> parameters(Scope scope, String name, long in) {
        long hidden = layer.hidden();
        long rows = gates() * hidden;
        Initializer initializer = Initializers.uniform(1 / Math.sqrt(hidden));
        return List.of(
                scope.parameter("weight_ih" + name, Shape.of(rows, in), initializer),
                scope.parameter("weight_hh" + name, Shape.of(rows, hidden), initializer),
                scope.parameter("bias_ih" + name, Shape.of(rows), inputBias(initializer)),
                scope.parameter("bias_hh" + name, Shape.of(rows), initializer));
    }

    private Initializer inputBias(Initializer otherwise) {
        return switch (layer) {
            case Lstm lstm when lstm.forgetBias() != 0 -> {
                int hidden = lstm.hidden();
                float[] gates = new float[4 * hidden]; // input, forget, cell, output
                Arrays.fill(gates, hidden, 2 * hidden, lstm.forgetBias());
                yield (random, type) ->
                        random.key()
                                .recorder()
                                .constant(NdArray.of(gates, gates.length))
                                .convert(type.dtype());
            }
            case Lstm _, Gru _, SimpleRnn _ -> otherwise;
        };
    }

    /** The first states of one direction of one layer, {@code [batch, hidden]} each. */
    private List<Tensor> states(RecurrentInput input, int number) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < states(); i++) {
            states.add(
                    input.states().isEmpty()
                            ? input.values()
                                    .scalar(0)
                                    .broadcastTo(Shape.of(input.values().size(0), layer.hidden()))
                            : input.states().get(i).slice(0, number, number + 1).squeeze(0));
        }
        return states;
    }

    /** Each state {@code [layers * directions, batch, hidden]}. */
    private List<Tensor> stacked(List<List<Tensor>> last) {
        List<Tensor> stacked = new ArrayList<>();
        for (int i = 0; i < states(); i++) {
            int state = i;
            Tensor[] rows =
                    last.stream().map(each -> each.get(state).expandDims(0)).toArray(Tensor[]::new);
            Tensor[] others = Arrays.copyOfRange(rows, 1, rows.length);
            stacked.add(others.length == 0 ? rows[0] : rows[0].concat(0, others));
        }
        return stacked;
    }

    private void requireFitting(RecurrentInput input) {
        TensorType values = input.values().type();
        if (values.shape().rank() != 3) {
            throw invalid(values, "[batch, time, channels]");
        }
        long batch = values.shape().size(0);
        TensorType lengths = TensorType.of(DType.I32, batch);
        Optional<Tensor> given = input.lengths().filter(it -> !it.type().equals(lengths));
        if (given.isPresent()) {
            throw invalid(
                    values, "lengths of type " + lengths + ", but they are " + given.get().type());
        }
        TensorType state =
                values.withShape(
                        Shape.of((long) layer.layers() * directions(), batch, layer.hidden()));
        List<TensorType> first = input.states().stream().map(Tensor::type).toList();
        boolean fit = first.size() == states() && first.stream().allMatch(state::equals);
        if (!first.isEmpty() && !fit) {
            throw invalid(
                    values,
                    "none or " + states() + " states of type " + state + ", but they are " + first);
        }
    }

    private SteelyardException invalid(TensorType values, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_PROGRAM,
                "A recurrent layer "
                        + layer
                        + " was applied to "
                        + values
                        + "; accepted are "
                        + accepted
                        + ".");
    }
}
