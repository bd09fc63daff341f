/**
 * Diagnoses from a medical table, with probabilities that can be believed and a threshold that
 * counts what errors cost. Read {@link com.example.diagnosis.TabularDiagnosis}, {@link
 * com.example.diagnosis.Costs} and {@link com.example.diagnosis.Patients} first.
 */
@NullMarked
package com.example.diagnosis;

import org.jspecify.annotations.NullMarked;
