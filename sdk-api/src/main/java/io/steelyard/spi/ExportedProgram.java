package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function for use outside the SDK, with the state that it reads.
 *
 * @param function writes no state; may have composites
 * @param state the content of each entry that the function reads, by name; others are left out
 */
public record ExportedProgram(Function function, Map<String, NdArray> state) {
    /**
     * Throws {@code INVALID_PROGRAM} when the function writes state, or reads an entry that is not
     * there or has another type.
     */
    public ExportedProgram {
        if (!function.writes().isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Function '"
                            + function.name()
                            + "' writes the state '"
                            + function.writes().getFirst().name()
                            + "'; accepted for an export are functions that only read theirs.");
        }
        Map<String, NdArray> read = new LinkedHashMap<>();
        for (Binding entry : function.reads()) {
            NdArray content = state.get(entry.name());
            if (content == null || !content.type().equals(entry.value().type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "Function '"
                                + function.name()
                                + "' reads the state '"
                                + entry.name()
                                + "' of "
                                + entry.value().type()
                                + ", and what was given is "
                                + (content == null ? "nothing" : content.type())
                                + ".");
            }
            read.put(entry.name(), content);
        }
        state = Collections.unmodifiableMap(read);
    }
}
