package io.steelyard.run;

import java.util.List;

/**
 * What a training is going to do.
 *
 * @param data the data in a line
 * @param notes what someone who looks at the data would want to know: columns that are left out,
 *     rows without a label
 * @param model the architecture in a line
 * @param steps updates, unless it ends before
 * @param batchSize examples of a step
 */
public record RunPlan(String data, List<String> notes, String model, long steps, int batchSize) {
    public RunPlan {
        notes = List.copyOf(notes);
    }
}
