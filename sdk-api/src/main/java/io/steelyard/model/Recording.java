package io.steelyard.model;

import io.steelyard.composite.RandomKey;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The recording of one function of a model: the recorder, the variables that were declared on the
 * way, and the tensors that were published.
 *
 * <p>Not safe for use from several threads.
 */
public final class Recording {
    /** The path of the counter of finished training steps, I32 {@code []}. */
    public static final String STEP = "trainer.step";

    private static final Initializer ZERO =
            (random, type) ->
                    random.key().recorder().constant(type.dtype(), 0).broadcastTo(type.shape());

    private final Recorder recorder;
    private final Mode mode;
    private final long seed;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<String, Tensor> current = new HashMap<>();
    private final Map<String, Tensor> taps = new LinkedHashMap<>();
    private final Map<String, Tensor> losses = new LinkedHashMap<>();
    private final Map<String, Integer> draws = new HashMap<>();
    private @Nullable Tensor part;

    /**
     * @param name of the function, for messages and reports
     * @param seed from which all randomness of the function follows
     */
    public Recording(String name, Mode mode, long seed) {
        this.recorder = new Recorder(name);
        this.mode = mode;
        this.seed = seed;
    }

    /** What records the operations. */
    public Recorder recorder() {
        return recorder;
    }

    /** What the function is for. */
    public Mode mode() {
        return mode;
    }

    /** The scope with the empty path. */
    public Scope root() {
        return new Scope(this, "", Variable.Kind.BUFFER);
    }

    /** The scope for the optimizer's state that belongs to a parameter. */
    public Scope slots(String parameter) {
        return new Scope(this, slotPath(parameter), Variable.Kind.TRAINING);
    }

    /** The path under which the optimizer's state of a parameter lies. */
    public static String slotPath(String parameter) {
        return "optimizer." + parameter;
    }

    /**
     * Says that the function is one of several runs of a training step, each of which draws random
     * bits of its own. Before anything draws.
     *
     * @param number of the run within its step, I32 {@code []}
     */
    public void partOfStep(Tensor number) {
        part = number;
    }

    /** The number of training steps finished before this run, I32 {@code []}. */
    public Tensor step() {
        return variable(new Variable(STEP, TensorType.of(DType.I32), Variable.Kind.TRAINING, ZERO));
    }

    /** The variables declared so far, in the order of their declaration. */
    public Collection<Variable> variables() {
        return Collections.unmodifiableCollection(variables.values());
    }

    /** What was published with {@link Scope#tap}, by path. */
    public Map<String, Tensor> taps() {
        return Collections.unmodifiableMap(taps);
    }

    /** What was added to the loss with {@link Scope#addLoss}, float scalars by path. */
    public Map<String, Tensor> losses() {
        return Collections.unmodifiableMap(losses);
    }

    /** The recorded function, as {@link Recorder#finish} gives it. */
    public Function finish(Map<String, Tensor> outputs) {
        return recorder.finish(outputs);
    }

    /**
     * A function that writes the first content of variables. Throws {@code INVALID_PROGRAM} when an
     * initializer gives another type than the variable's.
     *
     * @param seed from which it follows, with the path of each variable
     */
    public static Function initialization(Collection<Variable> variables, long seed) {
        Recording recording = new Recording("initialize", Mode.INFERENCE, seed);
        Tensor stream = recording.recorder.constant(NdArray.of(new int[] {0, 0}, 2));
        for (Variable variable : variables) {
            recording.recorder.scope(variable.path());
            RandomKey random =
                    new RandomKey(recording.key("initialize " + variable.path()), stream);
            Tensor content = variable.initializer().initialize(random, variable.type());
            if (!content.type().equals(variable.type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "The initializer of '"
                                + variable.path()
                                + "' gives "
                                + content.type()
                                + "; expected is "
                                + variable.type()
                                + ".");
            }
            recording.recorder.write(variable.path(), content);
        }
        return recording.finish(Map.of());
    }

    /**
     * The content of a variable now: what was written last in this recording, or else at its start.
     */
    Tensor variable(Variable variable) {
        Variable known = variables.putIfAbsent(variable.path(), variable);
        if (known != null
                && !(known.type().equals(variable.type()) && known.kind() == variable.kind())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "'"
                            + variable.path()
                            + "' is "
                            + describe(known)
                            + " and is declared again as "
                            + describe(variable)
                            + "; one path names one tensor, so give one of them another"
                            + " name.");
        }
        Tensor content = current.get(variable.path());
        return content != null ? content : recorder.state(variable.path(), variable.type());
    }

    /**
     * Replaces the content of a declared variable when the function ends. Throws {@code
     * INVALID_PROGRAM} when it was not declared or has another type.
     */
    public void update(String path, Tensor content) {
        Variable known = variables.get(path);
        if (known == null || !known.type().equals(content.type())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "'"
                            + path
                            + "' is to be replaced by "
                            + content.type()
                            + "; it is "
                            + (known == null ? "not declared in this function" : describe(known))
                            + ".");
        }
        recorder.write(path, content);
        current.put(path, content);
    }

    void tap(String path, Tensor tensor) {
        taps.put(path, tensor);
    }

    void addLoss(String path, Tensor term) {
        if (term.rank() != 0 || !term.dtype().isFloating()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "'"
                            + path
                            + "' of type "
                            + term.type()
                            + " is to be added to the loss; accepted are float scalars, so reduce"
                            + " it with mean() or sum() first.");
        }
        if (term.recorder() != recorder) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "'"
                            + path
                            + "' is to be added to the loss from inside a loop or a recomputed"
                            + " part; let that part return it, and add it outside.");
        }
        losses.merge(path, term, Tensor::add);
    }

    /**
     * A stream of random bits that no other draw of this function shares; it differs at each step.
     */
    RandomKey random(String path) {
        int draw = draws.merge(path, 1, Integer::sum);
        Tensor run =
                part == null ? recorder.constant(NdArray.of(new int[] {0}, 1)) : part.reshape(1);
        Tensor stream =
                mode == Mode.TRAINING
                        ? step().reshape(1).concat(0, run)
                        : recorder.constant(NdArray.of(new int[] {0, 0}, 2));
        return new RandomKey(key("draw " + draw + " " + path), stream);
    }

    private Tensor key(String purpose) {
        long key = SeedHash.fold(seed, purpose);
        return recorder.constant(NdArray.of(new int[] {(int) key, (int) (key >>> 32)}, 2));
    }

    private static String describe(Variable variable) {
        return "a "
                + variable.kind().name().toLowerCase(Locale.ROOT)
                + " of type "
                + variable.type();
    }
}
