import { SelectField } from '../controls/field.tsx';
import { engineIds, engineTitles, type EngineId } from './engines.ts';
import { reports } from './reports.ts';

interface EnginePickerProps {
  readonly value: EngineId;
  readonly disabled?: boolean;
  readonly onChange: (engine: EngineId) => void;
}

/** Which engine computes. One that this browser does not have can be picked too: then it is said why. */
export function EnginePicker({ value, disabled = false, onChange }: EnginePickerProps) {
  const missing = (id: EngineId) => reports.value.find((report) => report.id === id)?.reason !== undefined;
  return (
    <SelectField
      label="Engine"
      value={value}
      disabled={disabled}
      choices={engineIds.map((id) => [id, `${engineTitles[id]}${missing(id) ? ' (not here)' : ''}`] as const)}
      onChange={onChange}
    />
  );
}
