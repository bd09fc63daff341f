package io.steelyard.data.table;

import io.steelyard.data.text.TextCleaning;
import io.steelyard.data.text.TextStep;
import io.steelyard.spi.Row;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts which texts a cleaning changes, and finds those of which it leaves nothing. */
final class TextPass implements RowVisitor {
    private final TableColumn column;
    private final TextCleaning cleaning;
    private final Map<TextStep, Long> changed = new EnumMap<>(TextStep.class);
    private final BitSet emptied = new BitSet();

    TextPass(TableColumn column, TextCleaning cleaning) {
        this.column = column;
        this.cleaning = cleaning;
        cleaning.steps().forEach(step -> changed.put(step, 0L));
    }

    @Override
    public void visit(long number, Row row) {
        String text = column.value(row);
        if (text == null || cleaning.clean(text).isEmpty()) {
            emptied.set((int) number);
            return;
        }
        cleaning.changing(text).forEach(step -> changed.merge(step, 1L, Long::sum));
    }

    /** The numbers of the rows without text. */
    BitSet emptied() {
        return emptied;
    }

    List<CleaningStep> steps() {
        List<CleaningStep> steps = new ArrayList<>();
        steps.add(CleaningStep.removed("rows without text", emptied.cardinality()));
        changed.forEach((step, texts) -> steps.add(CleaningStep.changed(name(step), texts)));
        return steps;
    }

    private static String name(TextStep step) {
        return switch (step) {
            case CONTROLS -> "texts with control characters taken out";
            case NORMALIZE -> "texts brought to normalization form C";
            case WHITESPACE -> "texts with white space joined";
        };
    }
}
