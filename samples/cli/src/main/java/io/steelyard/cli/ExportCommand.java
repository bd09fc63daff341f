package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.spi.Exportable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.TrainedModel;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code steelyard export}: writes a model down for use outside the SDK. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model down for use outside the SDK.",
            "saved-model is TensorFlow's SavedModel: saved_model.pb and variables/, with one"
                    + " signature, serving_default."
        },
        footer = {
            "",
            "Example:",
            "  steelyard export --model out/mine --format saved-model --out out/mine-saved-model"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOption model = new ModelOption();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            required = true,
            description = "What is written: saved-model.")
    private String format = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where it goes: a directory that does not exist yet.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Path directory = model.resolve(err);
        try (Steelyard sdk = Steelyard.create();
                TrainedModel loaded = sdk.task(ModelOption.task(directory)).load(directory)) {
            if (!(loaded instanceof Exportable exportable)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        directory
                                + " holds a model of the task '"
                                + ModelOption.task(directory)
                                + "', which cannot be exported; accepted are models of"
                                + " text-generation and classification.");
            }
            ExportedProgram program = exportable.program();
            sdk.export(() -> program, format, out);
            err.println("Saved in " + out + ": " + signature(program.function()) + ".");
        }
        return 0;
    }

    /** {@code input_ids i32[1,64] to logits}. */
    private static String signature(Function function) {
        return names(function.inputs(), true) + " to " + names(function.outputs(), false);
    }

    private static String names(List<Binding> bindings, boolean types) {
        return bindings.stream()
                .map(each -> types ? each.name() + " " + each.value().type() : each.name())
                .collect(Collectors.joining(", "));
    }
}
