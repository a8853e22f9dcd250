// While a form's answer comes: what it will replace says that it is busy.
for (const form of document.querySelectorAll('[data-busy]')) form.addEventListener('submit', () => {
  form.setAttribute('aria-busy', 'true');
  for (const part of document.querySelectorAll(form.dataset.busy)) part.setAttribute('aria-busy', 'true');
});
// Back from the browser's memory nothing is busy any more.
addEventListener('pageshow', () => document.querySelectorAll('[aria-busy]').forEach(part => part.removeAttribute('aria-busy')));
