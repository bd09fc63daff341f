package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.FusedStep;
import io.steelyard.reference.internal.run.MatmulStep;
import io.steelyard.reference.internal.run.Step;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A program while it is written: how each value lies in which buffer, and the instructions so far.
 */
final class Draft {
    private static final long ALIGNMENT = 64;

    /** Threads among which the rows of a product must be enough to be handed on. */
    private static final int FEW_THREADS = 2;

    /** A value known now and its place among the constants. */
    record Known(long offset, NdArray value) {}

    /** A matrix product that what follows may be made a part of; it is written before all else. */
    private record Product(
            CallSites.Origin origin, List<View> reads, View result, Supplier<MatmulStep> step) {
        boolean isFactor(Instruction.Overlay overlay) {
            return reads.stream()
                    .anyMatch(view -> view.buffer().root() == overlay.operand().root());
        }
    }

    private final @Nullable CallSites callSites;
    private final List<String> scopes;
    private final Invariants invariants;
    private CallSites.Origin origin;
    private @Nullable Product product;
    private final @Nullable View[] views;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Buffer> inputs = new ArrayList<>();
    private final Map<String, Buffer> state = new LinkedHashMap<>();
    private final Map<String, TensorType> stateTypes = new LinkedHashMap<>();
    private final List<Known> constants = new ArrayList<>();
    private long constantBytes;

    /**
     * An empty draft.
     *
     * @param callSites as {@link Plan#of} takes them
     * @param scopes of nodes that have none
     * @param invariants what a loop that runs the function has before it
     */
    Draft(
            Function function,
            @Nullable CallSites callSites,
            List<String> scopes,
            Invariants invariants) {
        this.callSites = callSites;
        this.scopes = scopes;
        this.invariants = invariants;
        origin = new CallSites.Origin(List.of(), scopes);
        views = new View[function.valueCount()];
        for (Binding input : function.inputs()) {
            TensorType type = input.value().type();
            Buffer buffer = Buffer.inArena(type.bytes());
            inputs.add(buffer);
            define(input.value(), View.dense(buffer, type));
        }
        for (Binding read : function.reads()) {
            define(
                    read.value(),
                    View.dense(stateEntry(read.name(), read.value().type()), read.value().type()));
        }
        for (Binding write : function.writes()) {
            stateEntry(write.name(), write.value().type());
        }
    }

    /** The memory of an entry, which is declared by the first to ask for it. */
    Buffer stateEntry(String name, TensorType type) {
        return state.computeIfAbsent(
                name,
                key -> {
                    stateTypes.put(key, type);
                    int base = Address.STATE + stateTypes.size() - 1;
                    return Buffer.fixed(type.bytes(), new Address(base, 0));
                });
    }

    void define(Value value, View view) {
        views[value.id()] = view;
    }

    boolean isDefined(Value value) {
        return views[value.id()] != null;
    }

    View view(Value value) {
        View view = views[value.id()];
        if (view == null) {
            throw new IllegalStateException(value + " is used before it is defined.");
        }
        return view;
    }

    /** The value in row-major order; moves its elements if they lie in another. */
    View dense(Value value) {
        View view = view(value);
        if (!view.isDense()) {
            view = denseCopy(view);
            define(value, view);
        }
        return view;
    }

    /** A new buffer with the elements of a view in row-major order. */
    View denseCopy(View view) {
        View copy = allocate(view.type());
        Movement.emitCopy(this, view, copy);
        return copy;
    }

    /** A new buffer for the value, in row-major order. */
    View result(Value value) {
        View view = allocate(value.type());
        define(value, view);
        return view;
    }

    View allocate(TensorType type) {
        if (type.elements() == 0) {
            return View.dense(Buffer.fixed(0, new Address(Address.ARENA, 0)), type);
        }
        return View.dense(Buffer.inArena(type.bytes()), type);
    }

    /** A dense view of a value known now. */
    View constant(NdArray value) {
        Buffer buffer =
                Buffer.fixed(value.type().bytes(), new Address(Address.CONSTANTS, constantBytes));
        constants.add(new Known(constantBytes, value));
        constantBytes += (value.type().bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return View.dense(buffer, value.type());
    }

    /** Takes the constants of another draft; returns where they begin. */
    Address include(Draft other) {
        long start = constantBytes;
        for (Known known : other.constants) {
            constants.add(new Known(start + known.offset(), known.value()));
        }
        constantBytes += other.constantBytes;
        return new Address(Address.CONSTANTS, start);
    }

    /** Emits a fill of a dense view with one number, rounded to its dtype. */
    void fill(View view, double number) {
        NdArray scalar = NdArray.zeros(TensorType.of(view.type().dtype()));
        scalar.set(0, number);
        Movement.emitFill(this, constant(scalar), view);
    }

    /** The nodes that are written from here on, for a profile. */
    void at(List<Node> nodes) {
        if (callSites != null) {
            origin = new CallSites.Origin(nodes, scopes);
        }
    }

    /**
     * Writes a function that a step of this one runs.
     *
     * @param same the entries of its state that are the same each time
     */
    Plan plan(Function body, Set<String> same) {
        return Plan.of(body, callSites, Optional.of(origin.scopes()), same);
    }

    void emit(List<View> reads, List<View> writes, Supplier<Step> step) {
        emit(reads, writes, List.of(), step);
    }

    void emit(
            List<View> reads,
            List<View> writes,
            List<Instruction.Overlay> overlays,
            Supplier<Step> step) {
        writeProduct();
        write(origin, reads, writes, overlays, step);
    }

    /** Emits a matrix product, dense and of no batch, with what follows if its rows are many. */
    void emitProduct(MatmulShape shape, List<View> reads, View result, Supplier<MatmulStep> step) {
        writeProduct();
        product = new Product(origin, reads, result, step);
        if (!Matmul.finishesRows(shape, FEW_THREADS)) {
            writeProduct();
        }
    }

    /**
     * Emits elementwise operations, as a part of the product before them if they read its elements
     * in their order, and do not take the memory of its factors: other tasks may still read those
     * where the first ones write results.
     */
    void emitChain(
            List<View> reads,
            List<View> writes,
            List<Instruction.Overlay> overlays,
            Supplier<FusedStep> step) {
        Product before = product;
        if (before == null
                || !follow(before.result(), reads, writes)
                || overlays.stream().anyMatch(before::isFactor)) {
            emit(reads, writes, overlays, step::get);
            return;
        }
        product = null;
        write(
                before.origin().and(origin),
                Stream.concat(
                                before.reads().stream(),
                                reads.stream()
                                        .filter(view -> view.buffer() != before.result().buffer()))
                        .toList(),
                Stream.concat(Stream.of(before.result()), writes.stream()).toList(),
                overlays,
                () -> before.step().get().followedBy(step.get()));
    }

    /** Whether a chain reads the elements of a product in their order, and in no other one. */
    private static boolean follow(View result, List<View> reads, List<View> writes) {
        List<View> ofProduct =
                reads.stream().filter(view -> view.buffer() == result.buffer()).toList();
        long elements = result.type().elements();
        return !ofProduct.isEmpty()
                && ofProduct.stream()
                        .allMatch(view -> view.isDense() && view.type().elements() == elements)
                && writes.getFirst().type().elements() == elements;
    }

    private void writeProduct() {
        Product last = product;
        if (last != null) {
            product = null;
            write(last.origin(), last.reads(), List.of(last.result()), List.of(), last.step()::get);
        }
    }

    private void write(
            CallSites.Origin from,
            List<View> reads,
            List<View> writes,
            List<Instruction.Overlay> overlays,
            Supplier<Step> step) {
        instructions.add(
                new Instruction(
                        reads.stream().map(View::buffer).toList(),
                        writes.stream().map(View::buffer).toList(),
                        overlays,
                        callSites == null ? step : callSites.timed(from, reads, writes, step)));
    }

    /** That a result may be computed in an operand's memory: both dense and of one size. */
    static List<Instruction.Overlay> overlay(View result, View operand) {
        return operand.isDense()
                        && operand.offset() == 0
                        && operand.buffer().bytes() == result.buffer().bytes()
                ? List.of(new Instruction.Overlay(result.buffer(), operand.buffer()))
                : List.of();
    }

    Invariants invariants() {
        return invariants;
    }

    List<Instruction> instructions() {
        writeProduct();
        return instructions;
    }

    List<Buffer> inputs() {
        return inputs;
    }

    Map<String, Buffer> state() {
        return state;
    }

    Map<String, TensorType> stateTypes() {
        return stateTypes;
    }

    List<Known> constants() {
        return constants;
    }

    long constantBytes() {
        return constantBytes;
    }
}
