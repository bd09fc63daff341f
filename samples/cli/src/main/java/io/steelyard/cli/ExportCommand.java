package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

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
        try (Steelyard sdk = Steelyard.create();
                TextGenerationModel loaded =
                        sdk.task(TextGeneration.TASK).load(model.resolve(err))) {
            sdk.export(loaded, format, out);
            err.println(
                    "Saved in "
                            + out
                            + ": input_ids i32[1,"
                            + loaded.contextLength()
                            + "] to logits.");
        }
        return 0;
    }
}
