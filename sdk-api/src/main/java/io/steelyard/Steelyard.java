package io.steelyard;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.Exportable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Model;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TaskName;
import io.steelyard.train.Predictor;
import io.steelyard.train.Trainer;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The SDK: a backend, and the plugins on the class path.
 *
 * <pre>{@code
 * try (Steelyard sdk = Steelyard.create()) {
 *     TrainingReport report = sdk.trainer(new Mlp(128, 10)).stopWhen(Stop.afterEpochs(3)).fit(train);
 * }
 * }</pre>
 *
 * <p>Safe for use from many threads. Owns the backend: models and trainings end before it is
 * closed.
 */
public final class Steelyard implements AutoCloseable {
    private final TaskContext context;
    private final Plugins plugins;

    Steelyard(TaskContext context, Plugins plugins) {
        this.context = context;
        this.plugins = plugins;
    }

    /** For wiring step by step: {@code Steelyard.builder().backend("reference").create()}. */
    public static SteelyardBuilder builder() {
        return new SteelyardBuilder();
    }

    /**
     * With the preferred backend among those on the class path.
     *
     * @throws SteelyardException {@code NOT_REGISTERED} when there is no backend, {@code
     *     BACKEND_UNSUPPORTED} when it cannot start here
     */
    public static Steelyard create() {
        return create(SteelyardConfiguration.defaults());
    }

    /**
     * As configured.
     *
     * @throws SteelyardException {@code NOT_REGISTERED} when there is no such backend, {@code
     *     BACKEND_UNSUPPORTED} when it cannot start here, {@code INVALID_ARGUMENT} when it does not
     *     know an option or two plugins bring the same name
     */
    public static Steelyard create(SteelyardConfiguration configuration) {
        try {
            return Guice.createInjector(
                            Stage.DEVELOPMENT,
                            new StrictModule(),
                            new SteelyardModule(configuration))
                    .getInstance(Steelyard.class);
        } catch (ProvisionException wrapped) {
            // Whoever uses no Guice need not know its exceptions.
            if (wrapped.getCause() instanceof SteelyardException cause) {
                throw cause;
            }
            throw wrapped;
        }
    }

    /** What runs the programs; closed with this object. */
    public Backend backend() {
        return context.backend();
    }

    /** What is installed. */
    public Plugins plugins() {
        return plugins;
    }

    /** A trainer of a model of your own. */
    public Trainer trainer(Model model) {
        return new Trainer(context.backend(), model);
    }

    /** A predictor of a model of your own. */
    public Predictor predictor(Model model) {
        return new Predictor(context.backend(), model);
    }

    /**
     * A task of a plugin.
     *
     * @throws SteelyardException {@code NOT_REGISTERED} when no plugin brings it
     */
    public <T extends Task> T task(TaskName<T> name) {
        Task task = task(name.id());
        if (!name.type().isInstance(task)) {
            throw new SteelyardException(
                    ErrorCode.NOT_REGISTERED,
                    "The task '"
                            + name.id()
                            + "' is a "
                            + task.getClass().getName()
                            + "; asked for was a "
                            + name.type().getName()
                            + ". Two versions of a plugin may be on the class path.");
        }
        return name.type().cast(task);
    }

    /**
     * A task by its id, for instance one that stands in a saved model.
     *
     * @throws SteelyardException {@code NOT_REGISTERED} when no plugin brings it
     */
    public Task task(String id) {
        TaskFactory<?> factory = plugins.task(id);
        return factory.create(context);
    }

    /**
     * A table in a file, in the format that the ending of its name says.
     *
     * @throws SteelyardException {@code NOT_REGISTERED} when no plugin reads such files, {@code
     *     FILE_NOT_FOUND}, or {@code INVALID_FILE} naming file, line and column
     */
    public Table table(Path file, TableOptions options) {
        return plugins.tableFormat(file).open(file, options);
    }

    /** The table of a file with a header, in UTF-8. Throws as the form with options does. */
    public Table table(Path file) {
        return table(file, TableOptions.defaults());
    }

    /**
     * Writes a model down for use outside the SDK.
     *
     * @param format the name of an {@link io.steelyard.spi.ExportFormat}: {@code "saved-model"}
     * @param directory must not exist; is there whole afterwards, or not at all
     * @throws SteelyardException {@code NOT_REGISTERED} when no plugin brings the format, {@code
     *     INVALID_ARGUMENT} when the directory exists, {@code BACKEND_UNSUPPORTED} when the format
     *     cannot express the model or what writes it cannot start here, {@code WRITE_FAILED}
     */
    public void export(Exportable model, String format, Path directory) {
        ExportFormat writer = plugins.exportFormat(format);
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    directory
                            + " exists already, and an export overwrites nothing; name a directory"
                            + " that does not exist.");
        }
        ExportedProgram program = model.program();
        AtomicDirectory.write(directory, target -> writer.write(program, target));
    }

    /** Closes the backend. */
    @Override
    public void close() {
        context.backend().close();
    }
}
