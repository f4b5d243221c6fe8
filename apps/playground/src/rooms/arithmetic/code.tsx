import { useSignal } from '@preact/signals';
import { Choice } from '../../controls/field.tsx';
import { CopyButton } from '../../controls/copy-button.tsx';
import { codeFor, type Language, languages, languageTitles } from '../../convolution/code.ts';
import type { Convolution } from '../../convolution/lab.ts';

/** The same convolution, as others write it. */
export function Code({ convolution: { settings, axes } }: { readonly convolution: Convolution }) {
  const language = useSignal<Language>('typescript');
  const padding = axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const);
  const text = codeFor(language.value, settings, padding);
  return (
    <section class="card">
      <div class="row spread">
        <Choice
          label="Language"
          value={language.value}
          choices={languages.map((one) => [one, languageTitles[one]] as const)}
          onChange={(next) => (language.value = next)}
        />
        <CopyButton text={text} />
      </div>
      <pre tabIndex={0} aria-label={`As ${languageTitles[language.value]}`}>
        <code>{text}</code>
      </pre>
    </section>
  );
}
