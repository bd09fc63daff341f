package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.data.text.TextFolder;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The data that a model is measured on; the model knows what it is. */
final class EvaluatedData {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "A text in UTF-8, or data like that which a classifier was trained on.")
    private @Nullable Path data;

    @Mixin private TableFileOptions tableFiles = new TableFileOptions();
    @Mixin private TestFractionOption testFraction = new TestFractionOption();

    Path path() {
        return Objects.requireNonNull(data);
    }

    /** Labelled data for a classifier. */
    ClassificationData open(Steelyard sdk, ClassificationModel model) {
        if (model.kind().equals("image")) {
            return testFraction.apply(ClassificationData.images(path()));
        }
        Table table =
                Files.isDirectory(path())
                        ? TextFolder.open(path(), tableFiles.options().charset())
                        : sdk.table(path(), tableFiles.options());
        return testFraction.apply(model.labeled(table));
    }
}
