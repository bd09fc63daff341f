package io.steelyard.benchmarks;

import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.run.profile.ProfileFiles;
import io.steelyard.run.profile.ProfileTable;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Model;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingProfile;
import io.steelyard.train.TrainingReport;

import java.nio.file.Path;
import java.util.Map;

/**
 * Shows where the time of a training step goes: prints the profile of some steps after as many of
 * warm-up, on random data.
 *
 * <p>Arguments: {@code char-cpu} (12 x 64 tokens, 4 layers of 128), {@code char} (8 x 256 tokens, 6
 * layers of 384), {@code lstm} (32 x 64 characters, 256 units) or {@code cnn} (64 images of 28 x
 * 28), then the number of steps, the number of threads and, if its files are to be written, a
 * directory.
 */
public final class ProfiledTraining {
    private static final int CHARACTERS = 65;
    private static final int CLASSES = 10;

    private ProfiledTraining() {}

    public static void main(String... arguments) {
        String name = arguments.length > 0 ? arguments[0] : "char-cpu";
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        String threads = arguments.length > 2 ? arguments[2] : "1";
        TrainingProfile profile =
                switch (name) {
                    case "char-cpu" -> gpt(12, 64, 4, 4, 128, steps, threads);
                    case "char" -> gpt(8, 256, 6, 6, 384, steps, threads);
                    case "lstm" ->
                            train(
                                    new CharacterLstm(CHARACTERS, 128, 256),
                                    EndlessBatches.tokens(32, 64, CHARACTERS),
                                    steps,
                                    threads);
                    case "cnn" ->
                            train(
                                    new ImageClassifier(0.25f),
                                    EndlessBatches.images(64, 28, CLASSES),
                                    steps,
                                    threads);
                    default -> throw new IllegalArgumentException("No training named " + name);
                };
        System.out.print(ProfileTable.text(profile));
        if (arguments.length > 3) {
            new ProfileFiles(Path.of(arguments[3])).write(profile);
        }
    }

    private static TrainingProfile gpt(
            int batch,
            int context,
            int layers,
            int heads,
            int channels,
            int steps,
            String threads) {
        Gpt2Configuration configuration =
                Gpt2Configuration.of(CHARACTERS, context, channels, layers, heads, 0);
        return train(
                new Gpt2(configuration),
                EndlessBatches.tokens(batch, context, CHARACTERS),
                steps,
                threads);
    }

    private static TrainingProfile train(
            Model model, EndlessBatches data, int steps, String threads) {
        try (Backend backend = new ReferenceBackendFactory().create(Map.of("threads", threads));
                TrainingReport report =
                        TrainerContestant.trainer(backend, model)
                                .profileSteps(steps)
                                .stopWhen(Stop.afterSteps(2L * steps))
                                .fit(data)) {
            return report.profile().orElseThrow();
        }
    }
}
