(() => {
	// A form with a field called id has that field as its property id.
	const keyOf = node => node.nodeType === 1 && node.getAttribute('id') || '';
	// morph makes one element like another and keeps what is the same in both, so that the
	// focus, open details and what was typed stay.
	const morph = (old, next) => {
		for (const {name} of [...old.attributes]) {
			if (!next.hasAttribute(name) && !(name === 'open' && old.localName === 'details')) old.removeAttribute(name);
		}
		for (const {name, value} of next.attributes) {
			if (old.getAttribute(name) !== value) old.setAttribute(name, value);
		}
		if (old.localName === 'textarea') {
			if (old.value === old.defaultValue) old.defaultValue = next.defaultValue;
			return;
		}
		const stays = new Set([...next.children].map(keyOf).filter(Boolean));
		for (const child of [...old.children]) if (keyOf(child) && !stays.has(keyOf(child))) child.remove();
		const known = new Map([...old.children].filter(keyOf).map(child => [keyOf(child), child]));
		let at = old.firstChild;
		for (const child of [...next.childNodes]) {
			const key = keyOf(child);
			let same = key ? known.get(key) : at && !keyOf(at) && at.nodeName === child.nodeName ? at : null;
			if (same && same.nodeName !== child.nodeName) same = null;
			if (!same) old.insertBefore(document.importNode(child, true), at);
			else {
				if (same === at) at = at.nextSibling;
				else old.insertBefore(same, at);
				if (same.nodeType === 1) morph(same, child);
				else if (same.data !== child.data) same.data = child.data;
			}
		}
		while (at) { const rest = at.nextSibling; at.remove(); at = rest; }
	};

	const live = document.getElementById('live'), said = document.getElementById('announcement');
	const show = (text, on) => { live.textContent = text; live.classList.toggle('on', on); };

	// refresh loads the page again, soon but at most once a second.
	let timer = 0, loading = false, again = false, last = 0;
	const load = async () => {
		[timer, last] = [0, Date.now()];
		if (loading) { again = true; return; }
		loading = true;
		try {
			const response = await fetch(location.href);
			const next = new DOMParser().parseFromString(await response.text(), 'text/html');
			for (const part of ['nav', 'clock-bar', 'main']) {
				const old = document.getElementById(part), found = next.getElementById(part);
				if (old && found) morph(old, found);
			}
			prepare();
		} catch { /* the stream says that it is gone */ }
		loading = false;
		if (again) { again = false; refresh(); }
	};
	const refresh = () => { timer ||= setTimeout(load, Math.max(100, last + 1000 - Date.now())); };

	let events;
	const listen = () => {
		if (events || document.hidden || document.body.dataset.live !== 'on') return;
		events = new EventSource('/emulator/v1/events');
		events.onopen = () => { show('live', true); refresh(); }; // something may have happened before
		events.onerror = () => show('not live', false);
		for (const name of ['request', 'changed', 'lost']) events.addEventListener(name, refresh);
		events.addEventListener('message', event => {
			const message = JSON.parse(event.data);
			said.textContent = 'New ' + (message.channel === 'sms' ? 'SMS' : 'mail') + ' to ' + message.to;
			refresh();
		});
	};
	const leave = () => { events?.close(); events = undefined; };
	// A hidden page gives its connection back: browsers open only a few to one server.
	document.addEventListener('visibilitychange', () => document.hidden ? leave() : listen());
	addEventListener('pagehide', leave);
	addEventListener('pageshow', listen);

	// prepare switches on what works only with a script.
	const prepare = () => { for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false; };
	document.addEventListener('click', async event => {
		const button = event.target.closest('[data-copy]');
		if (!button) return;
		const text = document.getElementById(button.dataset.copy).textContent;
		try { await navigator.clipboard.writeText(text); said.textContent = button.textContent = 'Copied'; }
		catch { getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); }
	});

	// The clock of the service ticks, and what is good until a time is loaded again then.
	let shown, since;
	const tick = () => {
		const {now, offset, frozen} = document.getElementById('time').dataset;
		if (shown !== now) [shown, since] = [now, Date.now()];
		if (frozen) return;
		const time = Number(now) + Date.now() - since;
		document.getElementById('time').textContent = new Date(time + Number(offset) * 1000).toISOString().slice(11, 19);
		for (const part of document.querySelectorAll('[data-until]')) if (time > Number(part.dataset.until)) refresh();
	};
	setInterval(tick, 1000);

	if (document.body.dataset.live !== 'on') show('not live', false);
	listen();
	prepare();
})();
