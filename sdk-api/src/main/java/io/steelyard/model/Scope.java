package io.steelyard.model;

import io.steelyard.composite.RandomKey;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

/**
 * A place in a model while it records itself: a path such as {@code transformer.h.0.attn}, under
 * which parameters, state and randomness are found. The same path gives the same parameter, so that
 * two layers share a weight by naming it alike. Adding a layer does not change the initial values
 * or the random draws of another one.
 *
 * <p>Not safe for use from several threads, as its recording.
 */
public final class Scope {
    private final Recording recording;
    private final String path;
    private final Variable.Kind stateKind;
    private final DType weights;

    Scope(Recording recording, String path, Variable.Kind stateKind) {
        this(recording, path, stateKind, DType.F32);
    }

    private Scope(Recording recording, String path, Variable.Kind stateKind, DType weights) {
        this.recording = recording;
        this.path = path;
        this.stateKind = stateKind;
        this.weights = weights;
    }

    /** The path of this scope; empty for the root. */
    public String path() {
        return path;
    }

    /** The recording this scope belongs to. */
    public Recording recording() {
        return recording;
    }

    /** What records the operations. */
    public Recorder recorder() {
        return recording.recorder();
    }

    /** Whether the function that is recorded trains the model. */
    public boolean training() {
        return recording.mode() == Mode.TRAINING;
    }

    /** The scope of a part: {@code h.0} in {@code transformer} is {@code transformer.h.0}. */
    public Scope child(String name) {
        return new Scope(recording, join(name), stateKind, weights);
    }

    /**
     * The same place, where weights of two and more axes are stored as another dtype, rounded to
     * it, and converted to F32 where they are read: BF16 takes half the memory, and half the time
     * where reading them is what takes it. Vectors, such as biases, stay F32. Not for training,
     * whose updates are smaller than what such a dtype tells apart.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a dtype that is not floating, and
     *     {@code INVALID_PROGRAM} where a training is recorded
     */
    public Scope withWeightsIn(DType dtype) {
        if (!dtype.isFloating()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Weights cannot be stored as "
                            + dtype.text()
                            + "; accepted are f32, f64, f16 and bf16.");
        }
        if (training() && dtype != DType.F32) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A training cannot store its weights as "
                            + dtype.text()
                            + ", in which its updates would be lost; train in f32, and load the"
                            + " model in another dtype.");
        }
        return new Scope(recording, path, stateKind, dtype);
    }

    /** Records a layer in the scope of a part. */
    public Tensor apply(String name, Layer layer, Tensor input) {
        Scope part = child(name);
        String before = recorder().scope();
        recorder().scope(part.path);
        try {
            return layer.forward(part, input);
        } finally {
            recorder().scope(before);
        }
    }

    /**
     * A trained tensor, F32. Throws {@code INVALID_PROGRAM} when the path names one of another
     * shape.
     */
    public Tensor parameter(String name, Shape shape, Initializer initializer) {
        TensorType type = new TensorType(DType.F32, shape);
        if (weights == DType.F32 || shape.rank() < 2) {
            return recording.variable(
                    new Variable(join(name), type, Variable.Kind.PARAMETER, initializer));
        }
        Tensor stored =
                recording.variable(
                        new Variable(
                                join(name),
                                new TensorType(weights, shape),
                                Variable.Kind.PARAMETER,
                                (random, _) ->
                                        initializer.initialize(random, type).convert(weights)));
        return stored.convert(DType.F32);
    }

    /**
     * State that is no parameter: a running average, an optimizer's moment. Throws {@code
     * INVALID_PROGRAM} when the path names something of another type or kind.
     */
    public Tensor state(String name, TensorType type, Initializer initializer) {
        return recording.variable(new Variable(join(name), type, stateKind, initializer));
    }

    /** State that is never saved, such as a key-value cache; zero at first. */
    public Tensor cache(String name, TensorType type) {
        return recording.variable(
                new Variable(
                        join(name),
                        type,
                        Variable.Kind.CACHE,
                        (random, wanted) ->
                                random.key()
                                        .recorder()
                                        .constant(wanted.dtype(), 0)
                                        .broadcastTo(wanted.shape())));
    }

    /**
     * Replaces state that was declared here when the function ends; reading it again gives the new
     * content. Throws {@code INVALID_PROGRAM} when it was not declared or has another type.
     */
    public void update(String name, Tensor content) {
        recording.update(join(name), content);
    }

    /**
     * A stream of random bits of its own: another one at each call, and in training at each step.
     * Outside training every run draws the same.
     */
    public RandomKey random() {
        return recording.random(path);
    }

    /** The number of training steps finished before this run, I32 {@code []}. */
    public Tensor step() {
        return recording.step();
    }

    /**
     * Adds a term to the loss of the training in which this is recorded, such as one that balances
     * the load of experts or that holds weights small. Terms of one path are summed. An evaluation
     * reports the loss without them. Throws {@code INVALID_PROGRAM} unless it is a float scalar,
     * and for one that is recorded inside a loop or a recomputed part.
     */
    public void addLoss(String name, Tensor term) {
        recording.addLoss(join(name), term);
    }

    /** Publishes an intermediate value under this path, for those who want to look at it. */
    public void tap(String name, Tensor tensor) {
        recording.tap(join(name), tensor);
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
