import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  /** What it means, for who wants to know. */
  readonly hint?: string | undefined;
  readonly children: (id: string) => ComponentChildren;
}

/** A control with its label. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field" title={hint}>
      <label for={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  /** Default 1. */
  readonly step?: number | 'any';
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, hint, ...input }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => <NumberInput id={id} {...input} />}
    </Field>
  );
}

interface NumberInputProps extends Omit<NumberFieldProps, 'label' | 'hint'> {
  readonly id?: string;
  /** Where there is no label that can be seen. */
  readonly name?: string;
}

/** While something that is no number stands in it, the last number counts. */
export function NumberInput({ id, name, value, min = 0, max, step = 1, onChange }: NumberInputProps) {
  return (
    <input
      id={id}
      aria-label={name}
      type="number"
      inputMode={step === 1 ? 'numeric' : 'decimal'}
      min={min}
      max={max}
      step={step}
      value={value}
      onInput={({ currentTarget }) => {
        const { valueAsNumber: next } = currentTarget;
        const isWhole = step !== 1 || Number.isInteger(next);
        if (isWhole && next >= min && next <= max && next !== value) onChange(next);
      }}
      onBlur={({ currentTarget }) => {
        currentTarget.value = `${value}`;
      }}
    />
  );
}

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, title: string])[];
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({
  label,
  hint,
  value,
  choices,
  disabled,
  onChange,
}: SelectFieldProps<T>) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <select
          id={id}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {choices.map(([choice, title]) => (
            <option key={choice} value={choice} selected={choice === value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ label, checked, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, title: string])[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all of them in view. */
export function Choice<T extends string>({ label, value, choices, onChange }: TabsProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{label}</legend>
      {choices.map(([choice, title]) => (
        <label key={choice} class={choice === value ? 'chosen' : undefined}>
          <input type="radio" name={name} checked={choice === value} onChange={() => onChange(choice)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
