package io.steelyard.data.table;

/** What a model is to predict from a row. */
public enum TargetKind {
    /** One of several classes. */
    CLASSES,
    /** Any number of several labels. */
    LABELS,
    /** A number: regression. */
    VALUE;

    /** A column with more different numbers than this is one of values. */
    static final int MOST_NUMBERED_CLASSES = 20;

    /**
     * The kind that a label column suggests: a value where it has numbers with fractions, or more
     * than 20 different ones; else classes.
     */
    public static TargetKind of(ColumnProfile label) {
        boolean value =
                label.numeric()
                        && (!label.numbers().orElseThrow().whole()
                                || label.manyValues()
                                || label.categories().size() > MOST_NUMBERED_CLASSES);
        return value ? VALUE : CLASSES;
    }
}
