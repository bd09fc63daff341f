package io.steelyard.classification;

import io.steelyard.data.image.Image;
import io.steelyard.data.image.ImageSize;
import io.steelyard.data.image.UnlabeledImage;
import io.steelyard.data.table.TableColumn;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.model.Variable;
import io.steelyard.run.Provenance;
import io.steelyard.run.TrainingSummary;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.Exportable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Model;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TrainedModel;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.ModelState;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A trained classifier or regression, with what prepares examples for it and its parameters on a
 * device. Safe for use from many threads, which predict, evaluate and save at the same time. Close
 * it to give device memory back; predictions under way end first.
 */
public final class ClassificationModel implements TrainedModel, Exportable {
    private static final int MOST_AT_ONCE = 256;

    private final Model model;
    private final ModelDescription description;
    private final ModelState state;
    private final Inference inference;

    /** Held for writing by close, for reading by whatever must not be closed meanwhile. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * @param state the model's parameters; owned from here on
     */
    ClassificationModel(
            Backend backend, Model model, ModelDescription description, ModelState state) {
        this.model = model;
        this.description = description;
        this.state = state;
        inference = new Inference(backend, model, description.preprocessing(), MOST_AT_ONCE);
    }

    /** What a model keeps: parameters, and statistics of normalizations. */
    static Collection<Variable> variables(ModelDescription description, Model model) {
        return Inference.record(
                        model,
                        description.preprocessing().types(1),
                        "logits",
                        UnaryOperator.identity())
                .variables();
    }

    /** The classes or labels, in the order of the model's outputs; the name of a value alone. */
    public List<String> labels() {
        return description.head().names();
    }

    /** The recipe it was trained with. */
    public ClassificationRecipe recipe() {
        return description.recipe();
    }

    /** What it was trained on. */
    public Provenance provenance() {
        return description.provenance();
    }

    /** The training it comes from; empty before a training has ended. */
    public Optional<TrainingSummary> trained() {
        return description.trained();
    }

    /** The number of trained numbers. */
    public long parameterCount() {
        return state.parameterCount();
    }

    /**
     * What the model says of an example.
     *
     * @throws SteelyardException {@code INVALID_DATA} for an example of another kind than it was
     *     trained on, or one that cannot be prepared; {@code CLOSED}
     */
    public Prediction predict(Example example) {
        return predict(List.of(example)).getFirst();
    }

    /** What the model says of examples, in their order. Throws as the form for one does. */
    public List<Prediction> predict(List<? extends Example> examples) {
        List<Prediction> predictions = new ArrayList<>(examples.size());
        for (float[] outputs : outputs(examples)) {
            predictions.add(description.head().prediction(outputs, description.scaling()));
        }
        return predictions;
    }

    /**
     * Compiles what predicts one example and runs it on zeros, so that the first prediction need
     * not wait for it. Further calls change nothing.
     *
     * @throws SteelyardException {@code CLOSED}
     */
    public void warmUp() {
        use.readLock().lock();
        try {
            requireOpen();
            inference.warmUp(state.device());
        } finally {
            use.readLock().unlock();
        }
    }

    private List<float[]> outputs(List<? extends Example> examples) {
        use.readLock().lock();
        try {
            requireOpen();
            return inference.outputs(state.device(), examples);
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Measures the model on the test part of data, or on all of it where there is none.
     *
     * @throws SteelyardException {@code INVALID_DATA} when there is no example, for a label that
     *     the model does not know, and as {@link #predict(Example)} does
     */
    public ClassifierEvaluation evaluate(ClassificationData data) {
        return measured(DataSource.of(data).examples(description.target())).result(data.name());
    }

    /** What it gives for labelled examples. */
    Measurement measured(Dataset<LabeledExample> examples) {
        Measurement measurement = new Measurement(description.head(), description.scaling());
        try (DatasetIterator<List<LabeledExample>> batches =
                examples.batch(MOST_AT_ONCE).iterator(Cursor.START)) {
            while (batches.hasNext()) {
                List<LabeledExample> batch = batches.next();
                measurement.add(
                        batch, outputs(batch.stream().map(LabeledExample::example).toList()));
            }
        }
        return measurement;
    }

    /** What kind of data it takes: {@code "image"}, {@code "text"} or {@code "tabular"}. */
    public String kind() {
        return description.preprocessing().kind();
    }

    /**
     * A picture in a file, brought to the size that the model takes.
     *
     * @throws SteelyardException {@code INVALID_DATA} for a model that takes no images, {@code
     *     FILE_NOT_FOUND} or {@code INVALID_FILE} naming the file
     */
    public Example picture(Path file) {
        return new Example.Picture(Image.read(file, imageSize(file.toString())), file.toString());
    }

    /**
     * The images at a place, read as they are needed: a picture, brought to the size that the model
     * takes; an IDX file of images, or a directory with such; or a folder of pictures. See {@link
     * UnlabeledImage#read}.
     *
     * @throws SteelyardException {@code INVALID_DATA} for a model that takes no images and a folder
     *     without pictures, {@code FILE_NOT_FOUND} or {@code INVALID_FILE} naming the file
     */
    public Stream<Example> pictures(Path path) {
        return UnlabeledImage.read(path, imageSize(path.toString()))
                .map(image -> new Example.Picture(image.image(), image.origin()));
    }

    /**
     * A picture in the bytes of a PNG, JPEG, GIF or BMP file, brought to the size that the model
     * takes.
     *
     * @param origin what messages call it
     * @throws SteelyardException {@code INVALID_DATA} for a model that takes no images, {@code
     *     INVALID_FILE} for bytes that are no such file
     */
    public Example picture(byte[] bytes, String origin) {
        return new Example.Picture(Image.decode(bytes, origin, imageSize(origin)), origin);
    }

    private ImageSize imageSize(String origin) {
        if (description.preprocessing() instanceof ImagePreprocessing images) {
            return new ImageSize(images.height(), images.width(), images.channels());
        }
        throw new SteelyardException(
                ErrorCode.INVALID_DATA,
                origin
                        + " is to be classified by a model that takes data of the kind "
                        + kind()
                        + ".");
    }

    /**
     * A row of a table, or the text in it.
     *
     * @throws SteelyardException {@code INVALID_DATA} for a table without a column that the model
     *     reads, and for a model of images
     */
    public Example example(Table table, Row row) {
        return switch (description.preprocessing()) {
            case TextPreprocessing texts -> {
                String text = TableColumn.of(table, texts.column()).value(row);
                yield new Example.Text(
                        text == null ? "" : text, table.name() + ", line " + row.line());
            }
            case TablePreprocessing _, ImagePreprocessing _ -> new Example.TableRow(table, row);
        };
    }

    /**
     * The column that it predicts, and for texts that which it reads, in a table to measure it on.
     *
     * @throws SteelyardException {@code INVALID_DATA} for a model of images
     */
    public ClassificationData labeled(Table table) {
        LabeledTable labeled =
                new LabeledTable(table, description.target().column())
                        .withTarget(description.target().kind());
        return switch (description.preprocessing()) {
            case TextPreprocessing texts -> ClassificationData.texts(labeled, texts.column());
            case TablePreprocessing _ -> ClassificationData.rows(labeled);
            case ImagePreprocessing _ ->
                    throw new SteelyardException(
                            ErrorCode.INVALID_DATA,
                            "The model was trained on images, and "
                                    + table.name()
                                    + " is a table; give it a directory of images.");
        };
    }

    /**
     * Writes {@code config.json}, {@code steelyard.json}, what prepares examples and {@code
     * model.safetensors}. A directory that does not exist is there whole afterwards or not at all;
     * in one that exists, each file is replaced whole and others are kept.
     */
    @Override
    public void save(Path directory) {
        use.readLock().lock();
        try {
            requireOpen();
            AtomicDirectory.writeInto(
                    directory,
                    target -> {
                        description.write(target);
                        Checkpoint.writeModel(state, target);
                    });
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * The model on prepared features of one example, by their names: {@code pixel_values} F32
     * {@code [1, height, width, channels]}; {@code input_ids} and {@code attention_mask} I32 {@code
     * [1, max_length]}; or {@code numbers} F32 {@code [1, n]}. The output is {@code probabilities}
     * {@code [1, classes]}, calibrated, or {@code values} {@code [1, 1]} of a regression, in the
     * unit of the training data.
     */
    @Override
    public ExportedProgram program() {
        use.readLock().lock();
        try {
            requireOpen();
            Map<String, TensorType> features = description.preprocessing().largest();
            String output = description.head() instanceof Head.OfValue ? "values" : "probabilities";
            return new ExportedProgram(
                    Inference.record(
                                    model,
                                    features,
                                    output,
                                    logits ->
                                            description
                                                    .head()
                                                    .said(
                                                            logits,
                                                            description.scaling().temperature()))
                            .function(),
                    state.read(EnumSet.allOf(Variable.Kind.class)));
        } finally {
            use.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "A model was used after it was closed; load it again.");
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                inference.close();
                state.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
