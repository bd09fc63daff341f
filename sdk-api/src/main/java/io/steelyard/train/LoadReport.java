package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.List;

/**
 * What became of the names in a checkpoint.
 *
 * @param applied tensors that were loaded
 * @param missing variables of the model that the checkpoint does not have
 * @param unexpected tensors of the checkpoint that the model does not have
 */
public record LoadReport(List<String> applied, List<String> missing, List<String> unexpected) {
    public LoadReport {
        applied = List.copyOf(applied);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
    }

    /**
     * Throws {@code INCOMPATIBLE_CHECKPOINT} unless every variable of the model was loaded and the
     * checkpoint has no other tensor: one of a larger model does not pass for one of a smaller.
     */
    void requireExact(String source) {
        requireComplete(source);
        if (!unexpected.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    source
                            + " has '"
                            + unexpected.getFirst()
                            + "'"
                            + (unexpected.size() > 1
                                    ? " and " + (unexpected.size() - 1) + " more tensors"
                                    : "")
                            + " that the model does not have; expected is a checkpoint of the same"
                            + " model.");
        }
    }

    /** Throws {@code INCOMPATIBLE_CHECKPOINT} unless every variable of the model was loaded. */
    public void requireComplete(String source) {
        if (!missing.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    source
                            + " lacks '"
                            + missing.getFirst()
                            + "'"
                            + (missing.size() > 1
                                    ? " and " + (missing.size() - 1) + " more tensors of the model"
                                    : "")
                            + "; expected is a checkpoint of the same model"
                            + (unexpected.isEmpty()
                                    ? "."
                                    : " (it has '"
                                            + unexpected.getFirst()
                                            + "', which the model does not)."));
        }
    }
}
