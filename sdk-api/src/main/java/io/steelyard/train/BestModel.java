package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.file.Safetensors;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the parameters and buffers of the best validation for the end of a training: beside the
 * checkpoints where there are any, and in memory otherwise.
 *
 * <p>On disk, the best of the validations that a checkpoint knows is there as long as the
 * checkpoint is, so that whoever resumes from it has it. So an older one is deleted only when no
 * checkpoint asks for it any more.
 */
final class BestModel {
    /** By which metric models are compared, and which of its values are the good ones. */
    record Choice(String metric, Goal goal) {
        Optional<Evaluation> best(List<Evaluation> evaluations) {
            return goal.best(evaluations, metric);
        }
    }

    private static final Pattern NAME = Pattern.compile("best-step-(\\d{8,18})");

    private final Choice choice;
    private final Optional<CheckpointPolicy> checkpoints;
    private Optional<Evaluation> best = Optional.empty();
    private @Nullable Map<String, NdArray> inMemory;

    BestModel(Choice choice, Optional<CheckpointPolicy> checkpoints) {
        this.choice = choice;
        this.checkpoints = checkpoints;
    }

    /**
     * Takes over the best of the validations before a restart.
     *
     * @param state as the checkpoint has it
     * @throws SteelyardException {@code FILE_NOT_FOUND} when it was not kept
     */
    void resume(Checkpoint checkpoint, ModelState state) {
        best = choice.best(checkpoint.progress().evaluations());
        if (best.isEmpty()) {
            return;
        }
        long step = best.get().step();
        if (step == checkpoint.progress().step()) {
            keep(step, state.read(Checkpoint.MODEL));
            return;
        }
        Path kept = checkpoint.directory().toAbsolutePath().resolveSibling(name(step));
        AtomicDirectory.recover(kept);
        if (!Files.exists(kept)) {
            throw notKept(checkpoint, kept);
        }
        if (!checkpoints.map(policy -> path(policy, step)).equals(Optional.of(kept))) {
            keep(step, read(kept));
        }
    }

    private SteelyardException notKept(Checkpoint checkpoint, Path kept) {
        return new SteelyardException(
                ErrorCode.FILE_NOT_FOUND,
                "The model of the best "
                        + choice.metric()
                        + " is to be restored at the end of a training that is resumed from "
                        + checkpoint.directory()
                        + ", and "
                        + kept
                        + " is not there. Resume without restoring the best model, or from a"
                        + " training that kept it.");
    }

    private static Map<String, NdArray> read(Path directory) {
        Map<String, NdArray> model = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(directory.resolve(Checkpoint.MODEL_FILE))) {
            file.tensors().forEach((path, content) -> model.put(path, content.copy()));
        }
        return model;
    }

    /**
     * Compares a validation with the best so far.
     *
     * @param goesOn whether training may change the state afterwards, so that what is to be
     *     restored must be kept
     */
    void validated(Evaluation evaluation, ModelState state, boolean goesOn) {
        List<Evaluation> both =
                best.map(before -> List.of(before, evaluation)).orElse(List.of(evaluation));
        if (choice.best(both).orElseThrow() != evaluation) {
            return;
        }
        best = Optional.of(evaluation);
        if (goesOn) {
            keep(evaluation.step(), state.read(Checkpoint.MODEL));
        }
    }

    private void keep(long step, Map<String, NdArray> model) {
        if (checkpoints.isEmpty()) {
            inMemory = model;
            return;
        }
        CheckpointPolicy policy = checkpoints.get();
        AtomicDirectory.write(
                path(policy, step),
                target -> {
                    Checkpoint.writeModel(model, target);
                    policy.companions().write(target);
                });
        deleteUnneeded(policy);
    }

    /** After a checkpoint was written, and older ones were deleted. */
    void saved() {
        checkpoints.ifPresent(this::deleteUnneeded);
    }

    private void deleteUnneeded(CheckpointPolicy policy) {
        Set<Path> needed = new HashSet<>();
        best.ifPresent(evaluation -> needed.add(path(policy, evaluation.step())));
        try {
            for (Path checkpoint : Checkpoint.all(policy.directory())) {
                choice.best(Checkpoint.open(checkpoint).progress().evaluations())
                        .ifPresent(evaluation -> needed.add(path(policy, evaluation.step())));
            }
        } catch (SteelyardException broken) {
            return; // what an older checkpoint asks for that cannot be read is not known
        }
        for (Path kept : kept(policy.directory())) {
            if (!needed.contains(kept)) {
                AtomicDirectory.delete(kept);
            }
        }
    }

    private static List<Path> kept(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toAbsolutePath)
                    .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .toList();
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "The directory of checkpoints " + directory + " cannot be listed.",
                    unreadable);
        }
    }

    /**
     * Puts the best model into the state, if there is any.
     *
     * @param step updates that the state has behind it
     * @return the validation that it is from
     */
    Optional<Evaluation> restore(ModelState state, long step) {
        if (best.isPresent() && best.get().step() != step) {
            if (checkpoints.isPresent()) {
                Checkpoint.readModel(state, path(checkpoints.get(), best.get().step()));
            } else if (inMemory != null) {
                state.load(inMemory, Checkpoint.MODEL, "The best model");
            }
        }
        return best;
    }

    private static Path path(CheckpointPolicy policy, long step) {
        return policy.directory().toAbsolutePath().resolve(name(step));
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "best-step-%08d", step);
    }
}
