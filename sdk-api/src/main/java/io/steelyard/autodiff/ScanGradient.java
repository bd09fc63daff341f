package io.steelyard.autodiff;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The derivative of a {@link Op.Scan}: a scan in the opposite order over what the forward one kept.
 *
 * <p>One step is recorded forward and backward in one piece and cut in two. Values of the forward
 * half that the backward half needs become further result sequences of the forward scan, the
 * residuals; what costs no arithmetic is made again instead. The backward scan carries the
 * gradients of the carries, and the gradients of the constants as sums over the steps.
 */
final class ScanGradient {
    private final Recorder recorder;
    private final Node node;
    private final Op.Scan scan;
    private final List<Boolean> wanted;

    private final Recorder joint = new Recorder("scan_grad");
    private final List<Tensor> inputs = new ArrayList<>();
    private List<Tensor> results = List.of();
    private int forwardNodes;

    private final Recorder step = new Recorder("scan_grad");

    /** By the id of a value of the joint step: what it is in the backward step. */
    private final Map<Integer, Tensor> here = new HashMap<>();

    private final List<Tensor> carries = new ArrayList<>();
    private final List<Tensor> sequences = new ArrayList<>();

    /**
     * @param node whose operation is the scan
     * @param wanted whether the gradient of each operand is asked for
     */
    ScanGradient(Recorder recorder, Node node, Op.Scan scan, List<Boolean> wanted) {
        this.recorder = recorder;
        this.node = node;
        this.scan = scan;
        this.wanted = wanted;
    }

    /**
     * What the backward half takes from the forward half.
     *
     * @param residuals values of the joint step that the forward scan has to keep
     * @param sequences numbers of the inputs that are read again from the forward scan's sequences
     * @param constants numbers of the inputs that are its constants
     */
    private record Needs(List<Value> residuals, List<Integer> sequences, List<Integer> constants) {}

    /**
     * The gradient of each operand; null for one that is not wanted.
     *
     * @param incoming gradients of the results; null where a result does not reach the loss
     */
    List<@Nullable Tensor> apply(List<@Nullable Tensor> incoming) {
        joint.scope(node.scope());
        for (Binding input : scan.body().inputs()) {
            inputs.add(joint.input("input" + inputs.size(), input.value().type()));
        }
        results = joint.inline(scan.body(), inputs);
        forwardNodes = joint.nodes().size();

        // Result i of the scan belongs to output i of a step.
        Map<Integer, Tensor> cotangents = new LinkedHashMap<>();
        List<Tensor> reached = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            boolean flows =
                    i < scan.carries()
                            ? results.get(i).dtype().isFloating()
                            : incoming.get(i) != null;
            if (flows) {
                reached.add(results.get(i));
                cotangents.put(i, joint.input("gradient" + i, results.get(i).type()));
            }
        }
        // Every float carry takes part, since it leads to the wanted operands of earlier steps.
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (i < scan.carries() ? inputs.get(i).dtype().isFloating() : wanted.get(i)) {
                asked.add(i);
            }
        }
        List<Tensor> gradients =
                new BackwardPass(joint, 0)
                        .run(
                                reached,
                                List.copyOf(cotangents.values()),
                                asked.stream().map(inputs::get).toList());
        return backward(incoming, cotangents, asked, gradients);
    }

    /** Records the backward scan. */
    private List<@Nullable Tensor> backward(
            List<@Nullable Tensor> incoming,
            Map<Integer, Tensor> cotangents,
            List<Integer> asked,
            List<Tensor> gradients) {
        BitSet replayed = new BitSet();
        Needs needs = needs(gradients, replayed);
        List<Tensor> residuals = residuals(needs.residuals());
        List<Integer> constants = asked.stream().filter(this::isConstant).toList();

        // Inputs of the step, in the order of a scan: carries, sequences, constants.
        for (int i = 0; i < scan.carries(); i++) {
            Tensor cotangent = cotangents.get(i);
            if (cotangent != null) {
                Tensor result = recorder.tensor(node.results().get(i));
                read(carries, cotangent, orZero(incoming.get(i), result));
            }
        }
        List<Tensor> sums = new ArrayList<>();
        for (int i : constants) {
            carries.add(operand(i).filled(0));
            sums.add(input(inputs.get(i)));
        }
        for (int i = 0; i < residuals.size(); i++) {
            read(sequences, joint.tensor(needs.residuals().get(i)), residuals.get(i));
        }
        needs.sequences().forEach(i -> read(sequences, inputs.get(i), operand(i)));
        for (int i = scan.carries(); i < incoming.size(); i++) {
            Tensor gradient = incoming.get(i);
            Tensor cotangent = cotangents.get(i);
            if (gradient != null && cotangent != null) {
                read(sequences, cotangent, gradient);
            }
        }
        List<Tensor> operands = new ArrayList<>(carries);
        operands.addAll(sequences);
        needs.constants().forEach(i -> read(operands, inputs.get(i), operand(i)));
        replayed.stream().forEach(place -> replay(joint.nodes().get(place)));

        // Results likewise: carries, with the sums of the constants among them, then sequences.
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i) < scan.carries()) {
                outputs.put("carry" + i, here(gradients.get(i)));
            }
        }
        for (int i = 0; i < constants.size(); i++) {
            Tensor gradient = gradients.get(asked.indexOf(constants.get(i)));
            outputs.put("sum" + i, sums.get(i).add(here(gradient)));
        }
        for (int i = 0; i < asked.size(); i++) {
            if (isSequence(asked.get(i))) {
                outputs.put("element" + i, here(gradients.get(i)));
            }
        }
        Op backwards =
                new Op.Scan(
                        step.finish(outputs),
                        carries.size(),
                        sequences.size(),
                        scan.length(),
                        !scan.reverse());
        return contributions(asked, recorder.applyAll(backwards, operands));
    }

    /** Declares an input of the step that stands for a value of the joint step. */
    private void read(List<Tensor> operands, Tensor inJoint, Tensor operand) {
        operands.add(operand);
        here.put(inJoint.value().id(), input(inJoint));
    }

    private Tensor input(Tensor like) {
        return step.input("input" + step.inputCount(), like.type());
    }

    private Tensor here(Tensor inJoint) {
        return here(inJoint.value());
    }

    private Tensor here(Value inJoint) {
        return Objects.requireNonNull(here.get(inJoint.id()));
    }

    private void replay(Node each) {
        step.scope(each.scope());
        List<Tensor> found =
                step.applyAll(each.op(), each.operands().stream().map(this::here).toList());
        for (int i = 0; i < found.size(); i++) {
            here.put(each.results().get(i).id(), found.get(i));
        }
    }

    /**
     * The gradient of each operand.
     *
     * @param found results of the backward scan: of carries, constants and sequences, in this order
     */
    private List<@Nullable Tensor> contributions(List<Integer> asked, List<Tensor> found) {
        @Nullable Tensor[] contributions = new Tensor[inputs.size()];
        int next = 0;
        for (int i : asked) {
            if (!isSequence(i)) {
                contributions[i] = found.get(next++);
            }
        }
        for (int i : asked) {
            if (isSequence(i)) {
                contributions[i] = found.get(next++);
            }
        }
        return GradientRules.list(contributions);
    }

    private boolean isConstant(int input) {
        return input >= scan.carries() + scan.sequences();
    }

    private boolean isSequence(int input) {
        return input >= scan.carries() && !isConstant(input);
    }

    private Tensor operand(int input) {
        return recorder.tensor(node.operands().get(input));
    }

    private static Tensor orZero(@Nullable Tensor gradient, Tensor like) {
        return gradient == null ? like.filled(0) : gradient;
    }

    /**
     * What the backward half needs of the forward half.
     *
     * @param replayed is filled with the places of the joint nodes that the backward step runs
     */
    private Needs needs(List<Tensor> gradients, BitSet replayed) {
        BitSet needed = new BitSet();
        gradients.forEach(gradient -> needed.set(gradient.value().id()));
        List<Value> residuals = new ArrayList<>();
        List<Node> nodes = joint.nodes();
        for (int place = nodes.size() - 1; place >= 0; place--) {
            Node each = nodes.get(place);
            if (each.results().stream().noneMatch(result -> needed.get(result.id()))) {
                continue;
            }
            if (place >= forwardNodes || isFree(each.op())) {
                replayed.set(place);
                each.operands().forEach(operand -> needed.set(operand.id()));
            } else {
                each.results().stream()
                        .filter(result -> needed.get(result.id()))
                        .forEach(residuals::add);
            }
        }
        List<Integer> again = new ArrayList<>();
        List<Integer> constants = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (!needed.get(inputs.get(i).value().id())) {
                continue;
            }
            if (i < scan.carries()) {
                residuals.add(inputs.get(i).value());
            } else if (isConstant(i)) {
                constants.add(i);
            } else {
                again.add(i);
            }
        }
        return new Needs(residuals, again, constants);
    }

    /** Whether an operation is made again rather than kept: it moves elements or makes them up. */
    private static boolean isFree(Op op) {
        return op instanceof Op.Constant
                || op instanceof Op.Iota
                || op instanceof Op.Broadcast
                || op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.StopGradient;
    }

    /** The residuals as result sequences of the forward scan, which is made to give them. */
    private List<Tensor> residuals(List<Value> values) {
        List<Binding> outputs = new ArrayList<>();
        results.forEach(
                result -> outputs.add(new Binding("output" + outputs.size(), result.value())));
        List<Integer> places = new ArrayList<>();
        for (Value value : values) {
            int place = scan.carries();
            while (place < outputs.size() && !outputs.get(place).value().equals(value)) {
                place++;
            }
            if (place == outputs.size()) {
                outputs.add(new Binding("output" + place, value));
            }
            places.add(place);
        }
        List<Value> known = new ArrayList<>(node.results());
        if (outputs.size() > known.size()) {
            Function body =
                    new Function(
                            scan.body().name(),
                            inputs.stream()
                                    .map(input -> new Binding(input.toString(), input.value()))
                                    .toList(),
                            List.of(),
                            joint.nodes().subList(0, forwardNodes),
                            outputs,
                            List.of());
            recorder.extend(node, scan.withBody(body)).forEach(more -> known.add(more.value()));
        }
        return places.stream().map(place -> recorder.tensor(known.get(place))).toList();
    }
}
